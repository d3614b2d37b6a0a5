# at: network-model-ewb-prod
data "terraform_remote_state" "core_network" {
  backend = "http"
  config = {
    address = "https://gitlab.example.com/api/v4/projects/1001/terraform/state/prod"
  }
}

locals {
  subnets = data.terraform_remote_state.core_network.outputs.app_subnet_ids["network-model"]
}

resource "aws_security_group" "alb" {
  name   = "app-datahub-prod-sg-elec-network-alb"
  vpc_id = data.terraform_remote_state.core_network.outputs.vpc_ids["prod"]
}

resource "aws_lb" "this" {
  name    = "app-datahub-prod-alb-acc-ewb"
  subnets = local.subnets
}

resource "aws_lb_target_group" "this" {
  name   = "ewb"
  vpc_id = aws_security_group.alb.vpc_id
}
