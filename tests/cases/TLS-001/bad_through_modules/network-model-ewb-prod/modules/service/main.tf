variable "names" {
  type = set(string)
}

variable "tls_policy" {
  type = string
}

module "listener" {
  source   = "../listener"
  for_each = var.names

  load_balancer_arn = aws_lb.this[each.key].arn
  settings          = { port = "443", policy = var.tls_policy }
}

resource "aws_lb" "this" {
  for_each = var.names

  name               = each.value
  subnets            = ["subnet-0a1b2c3d4e5f60718", "subnet-0b1c2d3e4f5a60718"]
  load_balancer_type = "application"
  internal           = true
}
