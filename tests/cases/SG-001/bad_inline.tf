# at: app-datahub-prod-databricks-aws-infra
locals {
  anywhere = ["0.0.0.0/0"]
}

variable "vpc_id" {
  type    = string
  default = "vpc-0a1b2c3d4e5f60718"
}

variable "peers" {
  type = list(string)
}

resource "aws_security_group" "workspace" {
  name   = "app-datahub-prod-sg-digital-field-workspace"
  vpc_id = var.vpc_id

  egress {
    description = "everything"
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"] # expect: SG-001
  }
}

resource "aws_security_group" "application" {
  name   = "app-datahub-prod-sg-acc-application"
  vpc_id = var.vpc_id

  dynamic "egress" {
    for_each = { https = 443, all = -1 }

    content {
      description = egress.key
      from_port   = egress.value < 0 ? 0 : egress.value
      to_port     = egress.value < 0 ? 65535 : egress.value
      protocol    = egress.value < 0 ? "all" : "tcp"
      cidr_blocks = concat(["10.32.0.0/16"], local.anywhere) # expect: SG-001
    }
  }
}

# All ports of TCP; what else the list holds is not known, and does not matter.
resource "aws_security_group" "batch" {
  name   = "app-datahub-prod-sg-acc-batch"
  vpc_id = var.vpc_id

  egress {
    from_port        = 0
    to_port          = 65535
    protocol         = "tcp"
    cidr_blocks      = [var.peers[0], "10.0.0.0/8"] # expect: SG-001
    ipv6_cidr_blocks = ["2001:db8::/32"]
  }

  egress {
    from_port        = 1
    to_port          = 65535
    protocol         = "UDP"
    ipv6_cidr_blocks = ["::/0"] # expect: SG-001
  }
}

resource "aws_default_security_group" "this" {
  vpc_id = var.vpc_id

  egress = [
    {
      description      = ""
      from_port        = 0
      to_port          = 0
      protocol         = "-1"
      cidr_blocks      = ["0.0.0.0/0"] # expect: SG-001
      ipv6_cidr_blocks = []
      prefix_list_ids  = []
      security_groups  = []
      self             = false
    }
  ]
}
