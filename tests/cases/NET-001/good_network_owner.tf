# at: core-network-databricks-vpc-components/stacks/prod
resource "aws_subnet" "this" {
  vpc_id     = "vpc-1"
  cidr_block = "10.32.78.0/27"
}
