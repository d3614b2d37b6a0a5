# at: network-model-ewb-prod
variable "vpc_id" {
  type = string
}

resource "aws_security_group" "alb" {
  name   = "app-datahub-prod-sg-elec-network-alb"
  vpc_id = var.vpc_id # undecided: NET-007
}
