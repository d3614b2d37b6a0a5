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
  load_balancer_type = "application"
  internal           = true
}
