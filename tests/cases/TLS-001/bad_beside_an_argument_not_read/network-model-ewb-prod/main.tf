resource "aws_lb_listener" "lost" { # undecided: TLS-001
  load_balancer_arn = "arn:aws:elasticloadbalancing:ap-southeast-2:339712836516:loadbalancer/app/ewb/1"
  protocol          = "HTTPS"
  ssl_policy        = ["ELBSecurityPolicy-TLS13-1-2-2021-06" # problem
  default_action {
    type = "forward"
  }
}

resource "aws_lb_listener" "seen" {
  load_balancer_arn = "arn:aws:elasticloadbalancing:ap-southeast-2:339712836516:loadbalancer/app/ewb/1"
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-2016-08" # expect: TLS-001
  default_action {
    type = "forward"
  }
}
