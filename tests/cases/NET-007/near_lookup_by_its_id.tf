# at: network-model-ewb-prod
data "terraform_remote_state" "core_network" {
  backend = "http"
  config = {
    address = "https://gitlab.example.com/api/v4/projects/1001/terraform/state/prod"
  }
}

data "aws_vpc" "shared" {
  id = data.terraform_remote_state.core_network.outputs.vpc_ids["prod"]
}

resource "aws_security_group" "alb" {
  name   = "app-datahub-prod-sg-elec-network-alb"
  vpc_id = data.aws_vpc.shared.id
}

resource "aws_security_group" "default_vpc" {
  name   = "app-datahub-prod-sg-elec-network-none"
  vpc_id = null
}

resource "aws_lb_target_group" "lambda" {
  name        = "ewb"
  target_type = "lambda"
}

resource "aws_ssm_parameter" "words" {
  name  = "/service/network-model-ewb/words"
  type  = "String"
  value = "sg-datahub subnet-group vpc-endpoints"
}

resource "aws_lb" "never" {
  count   = 0
  name    = "app-datahub-prod-alb-acc-ewb"
  subnets = ["subnet-0a1b2c3d"]
}
