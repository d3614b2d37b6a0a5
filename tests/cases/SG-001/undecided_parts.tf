# at: network-model-ewb-prod
variable "peer" {
  type = string
}

variable "ports" {
  type = object({ from = number, to = number })
}

variable "protocol" {
  type = string
}

variable "direction" {
  type = string
}

variable "egress" {
  type = map(list(string))
}

resource "aws_security_group" "some_peer" {
  name   = "app-datahub-prod-sg-elec-network-ewb"
  vpc_id = "vpc-0a1b2c3d4e5f60718"

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["10.32.0.0/16", var.peer] # undecided: SG-001
  }
}

resource "aws_security_group" "some_rules" {
  name   = "app-datahub-prod-sg-elec-network-ewb-tasks"
  vpc_id = "vpc-0a1b2c3d4e5f60718"

  dynamic "egress" { # undecided: SG-001
    for_each = var.egress

    content {
      from_port   = 0
      to_port     = 0
      protocol    = "-1"
      cidr_blocks = egress.value
    }
  }
}

resource "aws_security_group_rule" "some_ports" {
  security_group_id = aws_security_group.some_peer.id
  type              = "egress"
  protocol          = "tcp"
  from_port         = var.ports.from # undecided: SG-001
  to_port           = var.ports.to   # undecided: SG-001
  cidr_blocks       = ["0.0.0.0/0"]
}

resource "aws_security_group_rule" "some_direction" {
  security_group_id = aws_security_group.some_peer.id
  type              = var.direction # undecided: SG-001
  protocol          = "-1"
  from_port         = 0
  to_port           = 0
  cidr_blocks       = ["0.0.0.0/0"]
}

resource "aws_vpc_security_group_egress_rule" "some_protocol" {
  security_group_id = aws_security_group.some_peer.id
  ip_protocol       = var.protocol # undecided: SG-001
  cidr_ipv4         = "0.0.0.0/0"
}
