# at: core-network-databricks-vpc-components/stacks/prod
resource "aws_vpc" "shared" {
  cidr_block = "10.32.0.0/16"
}

resource "aws_subnet" "this" {
  vpc_id     = aws_vpc.shared.id
  cidr_block = "10.32.78.0/27"
}

resource "aws_flow_log" "vpc" {
  vpc_id       = aws_vpc.shared.id
  traffic_type = "ALL"
}
