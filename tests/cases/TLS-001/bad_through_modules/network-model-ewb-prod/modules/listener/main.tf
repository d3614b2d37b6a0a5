variable "load_balancer_arn" {
  type = string
}

variable "settings" {
  type = object({
    port     = number
    protocol = optional(string, "HTTPS")
    policy   = optional(string)
  })
}

resource "aws_lb_listener" "this" {
  load_balancer_arn = var.load_balancer_arn
  port              = var.settings.port
  protocol          = var.settings.protocol
  ssl_policy        = coalesce(var.settings.policy, "ELBSecurityPolicy-TLS13-1-2-2021-06") # expect: TLS-001

  default_action {
    type = "fixed-response"

    fixed_response {
      content_type = "text/plain"
      status_code  = "503"
    }
  }
}
