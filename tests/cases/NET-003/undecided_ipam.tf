# at: core-network-databricks-vpc-components/stacks/prod
variable "pool" {
  type = string
}

variable "second" {
  type = number
}

resource "aws_vpc" "pooled" { # undecided: NET-003
  ipv4_ipam_pool_id   = var.pool
  ipv4_netmask_length = 16
}

resource "aws_vpc" "unknown" {
  cidr_block = var.pool # undecided: NET-003
}

resource "aws_vpc" "partly" {
  cidr_block = "10.${var.second}.0.0/16" # undecided: NET-003
}
