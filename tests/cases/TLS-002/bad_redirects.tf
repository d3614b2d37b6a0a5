# at: network-model-ewb-prod
variable "redirects" {
  type = map(object({
    protocol = optional(string, "HTTPS")
    port     = optional(string, "443")
  }))
  default = {
    "80"   = {}
    "8080" = { protocol = "HTTP" }
  }
}

resource "aws_lb_listener" "redirect" {
  for_each = var.redirects

  load_balancer_arn = aws_lb.this.arn
  port              = each.key
  protocol          = "http"

  dynamic "default_action" {
    for_each = [each.value]

    content {
      type = "redirect"

      redirect {
        protocol    = default_action.value.protocol # expect: TLS-002
        port        = default_action.value.port
        status_code = "HTTP_301"
      }
    }
  }
}

# The redirect keeps the port that it does not name: to HTTPS on port 80.
resource "aws_lb_listener" "same_port" {
  load_balancer_arn = aws_lb.this.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type = "redirect"

    redirect { # expect: TLS-002
      protocol    = "HTTPS"
      status_code = "HTTP_302"
    }
  }
}

resource "aws_lb_listener" "other_port" {
  load_balancer_arn = aws_lb.this.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type = "redirect"

    redirect {
      protocol    = "HTTPS"
      port        = 8443 # expect: TLS-002
      status_code = "HTTP_301"
    }
  }
}

resource "aws_lb" "this" {
  name     = "app-datahub-prod-alb-acc-ewb"
  subnets  = ["subnet-0a1b2c3d4e5f60718", "subnet-0b1c2d3e4f5a60718"]
  internal = true
}
