# at: datamesh-manager-prod
variable "protocol" {
  type = string
}

variable "action" {
  type = string
}

variable "https_port" {
  type = number
}

variable "actions" {
  type = map(string)
}

resource "aws_lb_listener" "either" {
  load_balancer_arn = aws_lb.this.arn
  port              = 8080
  protocol          = var.protocol # undecided: TLS-002

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.app.arn
  }
}

resource "aws_lb_listener" "some_action" {
  load_balancer_arn = aws_lb.this.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = var.action # undecided: TLS-002
    target_group_arn = aws_lb_target_group.app.arn
  }
}

resource "aws_lb_listener" "some_port" {
  load_balancer_arn = aws_lb.this.arn
  port              = 8081
  protocol          = "HTTP"

  default_action {
    type = "redirect"

    redirect {
      protocol    = "HTTPS"
      port        = var.https_port # undecided: TLS-002
      status_code = "HTTP_301"
    }
  }
}

resource "aws_lb_listener" "some_actions" {
  load_balancer_arn = aws_lb.this.arn
  port              = 8082
  protocol          = "HTTP"

  dynamic "default_action" { # undecided: TLS-002
    for_each = var.actions

    content {
      type             = default_action.key
      target_group_arn = default_action.value
    }
  }
}

resource "aws_lb" "this" {
  name     = "app-datahub-prod-alb-acc-dmm"
  subnets  = ["subnet-0a1b2c3d4e5f60718", "subnet-0b1c2d3e4f5a60718"]
  internal = true
}

resource "aws_lb_target_group" "app" {
  name     = "app"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = "vpc-0a1b2c3d4e5f60718"
}
