# at: core-network-databricks-vpc-components/stacks/prod
resource "aws_subnet" "transit" {
  vpc_id     = "vpc-1"
  cidr_block = "10.32.0.0/28"
  tags       = { Name = "core-network-transit-a" }
}

# two of another team that share addresses are that team's
resource "aws_subnet" "billing" {
  count      = 2
  vpc_id     = "vpc-1"
  cidr_block = "10.32.10.0/24"
  tags       = { Application = "billing", Tier = "private" }
}

resource "aws_subnet" "next_to_it" {
  vpc_id     = "vpc-1"
  cidr_block = "10.32.104.0/24"
}

resource "aws_subnet" "dmz" {
  vpc_id     = "vpc-2"
  cidr_block = "10.36.80.0/24"
}

# neighbours
resource "aws_subnet" "first" {
  vpc_id     = "vpc-1"
  cidr_block = "10.32.78.0/27"
}

resource "aws_subnet" "second" {
  vpc_id     = "vpc-1"
  cidr_block = "10.32.78.32/27"
}

resource "aws_subnet" "only_ipv6" {
  vpc_id          = "vpc-1"
  ipv6_native     = true
  ipv6_cidr_block = "2600:1f1c:abc:100::/64"
}

resource "aws_subnet" "never" {
  count      = 0
  vpc_id     = "vpc-1"
  cidr_block = "10.32.78.0/24"
}
