# at: app-datahub-prod-databricks-aws-infra
resource "aws_security_group" "ws" {
  name   = "app-datahub-prod-sg-digital-field"
  vpc_id = "vpc-1"
}

resource "aws_network_interface" "eni" {
  subnet_id = "subnet-1"
}

resource "aws_flow_log" "eni" {
  eni_id       = aws_network_interface.eni.id
  traffic_type = "ALL"
}

resource "aws_vpc" "never" {
  count      = 0
  cidr_block = "10.0.0.0/16"
}
