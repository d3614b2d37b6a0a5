variable "name" {
  type = string
}

variable "egress" {
  type = list(object({ protocol = string, ranges = list(string) }))
}

resource "aws_security_group" "this" {
  name   = var.name
  vpc_id = "vpc-0a1b2c3d4e5f60718"
}

resource "aws_security_group_rule" "egress" {
  count = length(var.egress)

  security_group_id = aws_security_group.this.id
  type              = "egress"
  protocol          = var.egress[count.index].protocol
  from_port         = 0
  to_port           = 0
  cidr_blocks       = var.egress[count.index].ranges # expect: SG-001
}
