# at: datamesh-manager-prod
locals {
  policies = {
    named        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
    post_quantum = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"
    only_tls13   = "ELBSecurityPolicy-TLS13-1-3-2021-06"
  }
}

resource "aws_lb_listener" "https" {
  for_each = local.policies

  load_balancer_arn = "arn:aws:elasticloadbalancing:ap-southeast-2:339712836516:loadbalancer/app/dmm/50dc6c495c0c9188"
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = each.value
  certificate_arn   = "arn:aws:acm:ap-southeast-2:339712836516:certificate/12345678-1234-1234-1234-123456789012"

  default_action {
    type = "fixed-response"

    fixed_response {
      content_type = "text/plain"
      status_code  = "404"
    }
  }
}
