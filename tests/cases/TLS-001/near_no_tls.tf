# at: datamesh-manager-prod
variable "protocol" {
  type = string
}

variable "with_legacy_clients" {
  type    = bool
  default = false
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.this.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type = "redirect"

    redirect {
      protocol    = "HTTPS"
      port        = "443"
      status_code = "HTTP_301"
    }
  }
}

resource "aws_lb_listener" "tcp" {
  load_balancer_arn = aws_lb.this.arn
  port              = 5432
  protocol          = "TCP"

  default_action {
    type             = "forward"
    target_group_arn = "arn:aws:elasticloadbalancing:ap-southeast-2:339712836516:targetgroup/db/73e2d6bc24d8a067"
  }
}

# Whichever protocol it will be, the policy is right.
resource "aws_lb_listener" "either" {
  load_balancer_arn = aws_lb.this.arn
  port              = 443
  protocol          = var.protocol
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"

  default_action {
    type             = "forward"
    target_group_arn = "arn:aws:elasticloadbalancing:ap-southeast-2:339712836516:targetgroup/app/73e2d6bc24d8a067"
  }
}

# Not known which policy, but no TLS.
resource "aws_lb_listener" "udp" {
  load_balancer_arn = aws_lb.this.arn
  port              = 514
  protocol          = "UDP"
  ssl_policy        = var.protocol

  default_action {
    type             = "forward"
    target_group_arn = "arn:aws:elasticloadbalancing:ap-southeast-2:339712836516:targetgroup/log/73e2d6bc24d8a067"
  }
}

# No instance, no finding.
resource "aws_lb_listener" "legacy" {
  count = var.with_legacy_clients ? 1 : 0

  load_balancer_arn = aws_lb.this.arn
  port              = 4443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-2016-08"

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
