# at: core-network-databricks-vpc-components/stacks/prod
variable "pool" {
  type = string
}

resource "aws_vpc" "pooled" { # undecided: NET-003
  ipv4_ipam_pool_id   = var.pool
  ipv4_netmask_length = 16
}

resource "aws_vpc" "unknown" {
  cidr_block = var.pool # undecided: NET-003
}
