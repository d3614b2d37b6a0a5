# at: network-model-ewb-prod
variable "egress" {
  type = map(object({ protocol = string, from = number, to = number, cidr = string }))
  default = {
    database = { protocol = "tcp", from = 5432, to = 5432, cidr = "10.32.85.96/27" }
    halves   = { protocol = "-1", from = 0, to = 0, cidr = "0.0.0.0/1" }
  }
}

resource "aws_security_group" "service" {
  name   = "app-datahub-prod-sg-elec-network-ewb"
  vpc_id = "vpc-0a1b2c3d4e5f60718"
}

resource "aws_security_group_rule" "egress" {
  for_each = var.egress

  security_group_id = aws_security_group.service.id
  type              = "egress"
  protocol          = each.value.protocol
  from_port         = each.value.from
  to_port           = each.value.to
  cidr_blocks       = [each.value.cidr] # expect: SG-001
}

resource "aws_vpc_security_group_egress_rule" "all" {
  security_group_id = aws_security_group.service.id
  ip_protocol       = -1
  cidr_ipv4         = "0.0.0.0/0" # expect: SG-001
}

resource "aws_vpc_security_group_egress_rule" "all_ipv6" {
  security_group_id = aws_security_group.service.id
  ip_protocol       = "tcp"
  from_port         = 0
  to_port           = 65535
  cidr_ipv6         = "::/0" # expect: SG-001
}
