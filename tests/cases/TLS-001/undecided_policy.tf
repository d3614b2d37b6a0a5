# at: datamesh-manager-prod
variable "ssl_policy" {
  type = string
}

variable "protocol" {
  type = string
}

variable "enabled" {
  type = bool
}

data "aws_ssm_parameter" "policy" {
  name = "/service/datamesh-manager-prod/tls-policy"
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.this.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = var.ssl_policy # undecided: TLS-001

  default_action {
    type             = "forward"
    target_group_arn = "arn:aws:elasticloadbalancing:ap-southeast-2:339712836516:targetgroup/app/73e2d6bc24d8a067"
  }
}

resource "aws_lb_listener" "looked_up" {
  load_balancer_arn = aws_lb.this.arn
  port              = 8443
  protocol          = "TLS"
  ssl_policy        = data.aws_ssm_parameter.policy.value # undecided: TLS-001

  default_action {
    type             = "forward"
    target_group_arn = "arn:aws:elasticloadbalancing:ap-southeast-2:339712836516:targetgroup/app/73e2d6bc24d8a067"
  }
}

resource "aws_lb_listener" "either" {
  load_balancer_arn = aws_lb.this.arn
  port              = 9443
  protocol          = var.protocol # undecided: TLS-001

  default_action {
    type             = "forward"
    target_group_arn = "arn:aws:elasticloadbalancing:ap-southeast-2:339712836516:targetgroup/app/73e2d6bc24d8a067"
  }
}

resource "aws_lb_listener" "perhaps" { # undecided: TLS-001
  count = var.enabled ? 1 : 0

  load_balancer_arn = aws_lb.this.arn
  port              = 10443
  protocol          = "HTTPS"

  default_action {
    type             = "forward"
    target_group_arn = "arn:aws:elasticloadbalancing:ap-southeast-2:339712836516:targetgroup/app/73e2d6bc24d8a067"
  }
}

resource "aws_lb" "this" {
  name     = "app-datahub-prod-alb-acc-dmm"
  subnets  = ["subnet-0a1b2c3d4e5f60718", "subnet-0b1c2d3e4f5a60718"]
  internal = true
}
