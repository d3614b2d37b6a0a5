# at: datamesh-manager-prod
variable "protocol" {
  type = string
}

resource "aws_lb" "appliance" {
  name               = "inspection"
  subnets            = ["subnet-0a1b2c3d4e5f60718", "subnet-0b1c2d3e4f5a60718"]
  load_balancer_type = "gateway"
}

# A Gateway Load Balancer's listener has neither protocol nor port.
resource "aws_lb_listener" "appliance" {
  load_balancer_arn = aws_lb.appliance.arn

  default_action {
    type             = "forward"
    target_group_arn = "arn:aws:elasticloadbalancing:ap-southeast-2:339712836516:targetgroup/gw/73e2d6bc24d8a067"
  }
}

resource "aws_lb" "database" {
  name               = "database"
  subnets            = ["subnet-0a1b2c3d4e5f60718", "subnet-0b1c2d3e4f5a60718"]
  load_balancer_type = "network"
  internal           = true
}

resource "aws_lb_listener" "database" {
  load_balancer_arn = aws_lb.database.arn
  port              = 80
  protocol          = "TCP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.http.arn
  }
}

# Behind the listener the application may speak HTTP.
resource "aws_lb_target_group" "http" {
  name     = "app"
  port     = 80
  protocol = "HTTP"
  vpc_id   = "vpc-0a1b2c3d4e5f60718"
}

# Plain HTTP or not, it only redirects.
resource "aws_lb_listener" "either" {
  load_balancer_arn = "arn:aws:elasticloadbalancing:ap-southeast-2:339712836516:loadbalancer/app/dmm/50dc6c495c0c9188"
  port              = 80
  protocol          = var.protocol

  default_action {
    type = "redirect"

    redirect {
      protocol    = "HTTPS"
      port        = "443"
      status_code = "HTTP_301"
    }
  }
}
