variable "vpc_id" {
  type = string
}

variable "subnets" {
  type = list(string)
}

resource "aws_security_group" "alb" {
  name   = "app-datahub-prod-sg-acc-dmm-alb"
  vpc_id = var.vpc_id
}

resource "aws_lb" "this" {
  name            = "app-datahub-prod-alb-acc-dmm"
  internal        = true
  subnets         = var.subnets
  security_groups = [aws_security_group.alb.id]
}

resource "aws_lb_target_group" "this" {
  name   = "dmm"
  vpc_id = aws_security_group.alb.vpc_id
}

resource "aws_ecs_service" "this" {
  name = "dmm"
  network_configuration {
    subnets          = aws_lb.this.subnets
    assign_public_ip = false
  }
}
