# at: datamesh-manager-prod
variable "own_network" {
  type = bool
}

resource "aws_vpc" "own" { # undecided: NET-001
  count      = var.own_network ? 1 : 0
  cidr_block = "10.99.0.0/16"
}
