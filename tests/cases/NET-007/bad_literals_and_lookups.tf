# at: network-model-ewb-prod
data "aws_vpc" "shared" {
  tags = { Name = "core-network-shared-prod-vpc" }
}

variable "subnets" {
  default = ["subnet-0a1", "subnet-0b2"]
}

resource "aws_security_group" "alb" {
  name   = "app-datahub-prod-sg-elec-network-alb"
  vpc_id = data.aws_vpc.shared.id # expect: NET-007
}

resource "aws_lb" "this" {
  name    = "app-datahub-prod-alb-elec-network"
  subnets = var.subnets # expect: NET-007
}

resource "aws_ecs_service" "this" {
  name = "ewb"
  network_configuration {
    subnets = ["subnet-0a1"] # expect: NET-007
  }
}
