# at: core-network-databricks-vpc-components/stacks/prod
resource "aws_vpc" "prod" {
  cidr_block = "10.33.0.0/16" # expect: NET-003
}

resource "aws_vpc_ipv4_cidr_block_association" "more" {
  vpc_id     = aws_vpc.prod.id
  cidr_block = "10.35.0.0/16" # expect: NET-003
}
