# at: core-network-databricks-vpc-components/stacks/nonprod
resource "aws_subnet" "private" {
  for_each   = { a = 0, b = 1, c = 2 }
  vpc_id     = "vpc-1"
  cidr_block = cidrsubnet("10.34.0.0/16", 8, 86 + each.value)
  tags       = { Workspace = "digital-lab", Tier = "private" }
}

resource "aws_subnet" "eni" {
  count      = 3
  vpc_id     = "vpc-1"
  cidr_block = cidrsubnet("10.34.78.0/24", 3, count.index)
  tags       = { Workspace = "digital-lab", Tier = "eni" }
}

resource "aws_subnet" "db" {
  count      = 3
  vpc_id     = "vpc-1"
  cidr_block = cidrsubnet("10.34.78.0/24", 3, 3 + count.index)
  tags       = { Workspace = "digital-lab", Tier = "db" }
}

resource "aws_subnet" "last" {
  vpc_id     = "vpc-1"
  cidr_block = "10.34.103.0/24"
}
