# at: app-datahub-prod-databricks-aws-infra
data "terraform_remote_state" "core_network" {
  backend = "http"
  config = {
    address = "https://gitlab.example.com/api/v4/projects/1001/terraform/state/prod"
  }
}

data "aws_vpc" "shared" {
  id = data.terraform_remote_state.core_network.outputs.vpc_ids["prod"]
}

resource "aws_security_group" "ws" {
  name   = "app-datahub-prod-sg-digital-field"
  vpc_id = data.aws_vpc.shared.id
}

resource "aws_vpc_security_group_egress_rule" "out" {
  security_group_id = aws_security_group.ws.id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = data.aws_vpc.shared.cidr_block
}

resource "aws_network_interface" "eni" {
  subnet_id = data.terraform_remote_state.core_network.outputs.private_subnet_ids["digital-field"][0]
}

resource "aws_flow_log" "eni" {
  eni_id       = aws_network_interface.eni.id
  vpc_id       = null
  traffic_type = "ALL"
}

resource "aws_db_subnet_group" "db" {
  subnet_ids = data.terraform_remote_state.core_network.outputs.db_subnet_ids["digital-field"]
}

resource "aws_vpc" "never" {
  count      = 0
  cidr_block = "10.0.0.0/16"
}

module "sg" {
  source = "terraform-aws-modules/security-group/aws" # problem
}
