# at: network-model-ewb-prod
locals {
  # one listener for each port that the application has
  listeners = {
    ui    = { port = 443, policy = "ELBSecurityPolicy-TLS13-1-2-2021-06" }
    api   = { port = 8443, policy = "ELBSecurityPolicy-TLS13-1-2-Ext2-2021-06" }
    admin = { port = 9443, policy = null }
  }
}

variable "legacy_policy" {
  type    = string
  default = "ELBSecurityPolicy-2016-08"
}

resource "aws_lb_listener" "https" {
  for_each = local.listeners

  load_balancer_arn = aws_lb.this.arn
  port              = each.value.port
  protocol          = "HTTPS"
  ssl_policy        = each.value.policy # expect: TLS-001
  certificate_arn   = aws_acm_certificate.this.arn

  default_action {
    type = "fixed-response"

    fixed_response {
      content_type = "text/plain"
      status_code  = "404"
    }
  }
}

# lower case is taken by the provider, and TLS is what a Network Load Balancer speaks
resource "aws_alb_listener" "tls" {
  load_balancer_arn = aws_lb.this.arn
  port              = 5432
  protocol          = "tls"
  ssl_policy        = var.legacy_policy # expect: TLS-001
  certificate_arn   = aws_acm_certificate.this.arn

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.database.arn
  }
}

resource "aws_lb_listener" "tls11" {
  load_balancer_arn = aws_lb.this.arn
  port              = 10443
  protocol          = upper("https")
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-1-2021-06" # expect: TLS-001
  certificate_arn   = aws_acm_certificate.this.arn

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.database.arn
  }
}

resource "aws_lb" "this" {
  name     = "app-datahub-prod-alb-acc-ewb"
  internal = true
  subnets  = ["subnet-0a1b2c3d4e5f60718", "subnet-0b1c2d3e4f5a60718"]
}

resource "aws_acm_certificate" "this" {
  domain_name       = "ewb.example.com"
  validation_method = "DNS"
}

resource "aws_lb_target_group" "database" {
  name     = "ewb-database"
  port     = 5432
  protocol = "TCP"
  vpc_id   = "vpc-0a1b2c3d4e5f60718"
}
