# at: core-network-databricks-vpc-components/stacks/prod
resource "aws_subnet" "app" {
  vpc_id            = "vpc-1"
  cidr_block        = "10.32.84.0/27"
  availability_zone = "ap-southeast-2a"
  tags              = { Application = "datamesh-manager", Tier = "app" }
}
