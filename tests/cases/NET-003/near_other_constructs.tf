# at: core-network-databricks-vpc-components/stacks/prod
resource "aws_vpc" "prod" {
  cidr_block = "10.32.0.0/16"
}

resource "aws_subnet" "any" {
  vpc_id     = aws_vpc.prod.id
  cidr_block = "10.32.200.0/24"
}

resource "aws_vpc_ipv6_cidr_block_association" "v6" {
  vpc_id              = aws_vpc.prod.id
  ipv6_ipam_pool_id   = "ipam-pool-0a1b2c3d"
  ipv6_netmask_length = 56
}

data "aws_vpc" "other" {
  cidr_block = "172.31.0.0/16"
}

resource "aws_vpc" "never" {
  count      = 0
  cidr_block = "10.99.0.0/16"
}
