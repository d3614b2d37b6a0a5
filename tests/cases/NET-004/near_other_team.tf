# at: core-network-databricks-vpc-components/stacks/prod
resource "aws_subnet" "transit" {
  vpc_id     = "vpc-1"
  cidr_block = "10.32.0.0/28"
  tags       = { Name = "core-network-transit-a" }
}
