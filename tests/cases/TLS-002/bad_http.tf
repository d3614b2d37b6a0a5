# at: datamesh-manager-prod
resource "aws_lb" "this" {
  name     = "app-datahub-prod-alb-acc-dmm"
  subnets  = ["subnet-0a1b2c3d4e5f60718", "subnet-0b1c2d3e4f5a60718"]
  internal = true
}

resource "aws_lb_target_group" "app" {
  name        = "dmm"
  port        = 8080
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = "vpc-0a1b2c3d4e5f60718"
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.this.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward" # expect: TLS-002
    target_group_arn = aws_lb_target_group.app.arn
  }
}

# Without a protocol this is an HTTP listener, whatever its port.
resource "aws_lb_listener" "looks_like_https" {
  load_balancer_arn = aws_lb.this.arn
  port              = 443

  default_action {
    type             = "forward" # expect: TLS-002
    target_group_arn = aws_lb_target_group.app.arn
  }
}

resource "aws_alb_listener" "maintenance" {
  load_balancer_arn = aws_lb.this.arn
  port              = 8080
  protocol          = null

  default_action {
    type = "fixed-response" # expect: TLS-002

    fixed_response {
      content_type = "text/plain"
      message_body = "down for maintenance"
      status_code  = "503"
    }
  }
}
