# at: core-network-databricks-vpc-components/stacks/prod
resource "aws_security_group" "endpoints" {
  name   = "core-network-endpoints"
  vpc_id = "vpc-0a1b2c3d"
}
