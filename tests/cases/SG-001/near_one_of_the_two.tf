# at: app-datahub-prod-databricks-aws-infra
variable "port" {
  type = number
}

variable "peer" {
  type = string
}

variable "network" {
  type    = string
  default = "prod"
}

# Everywhere, but one port.
resource "aws_security_group" "https" {
  name   = "app-datahub-prod-sg-acc-https"
  vpc_id = "vpc-0a1b2c3d4e5f60718"

  egress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }

  egress {
    from_port   = 1024
    to_port     = 65535
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }

  # Port 0 of TCP is one port, other than with the protocol -1.
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }

  ingress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

# All ports, but of one network.
resource "aws_security_group" "network" {
  name   = "app-datahub-prod-sg-acc-network"
  vpc_id = "vpc-0a1b2c3d4e5f60718"

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["10.32.0.0/16"]
  }

  egress {
    from_port        = 0
    to_port          = 0
    protocol         = "-1"
    cidr_blocks      = []
    ipv6_cidr_blocks = ["2001:db8::/32"]
    self             = true
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = [data.aws_vpc.shared.cidr_block]
  }
}

data "aws_vpc" "shared" {
  tags = { Name = "core-network-shared-${var.network}-vpc" }
}

# A rule without egress: Terraform takes AWS's own away.
resource "aws_security_group" "closed" {
  name   = "app-datahub-prod-sg-acc-closed"
  vpc_id = "vpc-0a1b2c3d4e5f60718"
}

resource "aws_security_group_rule" "ingress" {
  security_group_id = aws_security_group.closed.id
  type              = "ingress"
  protocol          = "-1"
  from_port         = 0
  to_port           = 0
  cidr_blocks       = ["0.0.0.0/0"]
}

# Where to is not known, but on one port only; which port is not known, but in the network only.
resource "aws_vpc_security_group_egress_rule" "somewhere" {
  security_group_id = aws_security_group.closed.id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = var.peer
}

resource "aws_security_group_rule" "some_port" {
  security_group_id = aws_security_group.closed.id
  type              = "egress"
  protocol          = "tcp"
  from_port         = var.port
  to_port           = var.port
  cidr_blocks       = ["10.32.84.0/27"]
}

resource "aws_security_group_rule" "all_icmp" {
  security_group_id = aws_security_group.closed.id
  type              = "egress"
  protocol          = "icmp"
  from_port         = -1
  to_port           = -1
  cidr_blocks       = ["0.0.0.0/0"]
}
