# at: core-network-databricks-vpc-components/stacks/prod
variable "ranges" {
  type = map(object({ cidr = optional(string, "10.40.0.0/16") }))
  default = {
    core-network-shared-prod-vpc = { cidr = "10.33.0.0/16" }
    core-network-shared-dmz-vpc  = {}
  }
}

resource "aws_vpc" "wrong" {
  cidr_block = "10.33.0.0/16" # expect: NET-003
}

resource "aws_vpc" "smaller" {
  cidr_block = cidrsubnet("10.32.0.0/16", 4, 0) # expect: NET-003
}

resource "aws_vpc" "each" {
  for_each   = var.ranges
  cidr_block = each.value.cidr # expect: NET-003
  tags       = { Name = each.key }
}

resource "aws_vpc" "of_another_network" {
  cidr_block = "10.34.0.0/16" # expect: NET-003
  tags       = { Name = "core-network-shared-prod-vpc" }
}

resource "aws_vpc" "of_the_firewalls" {
  cidr_block = "10.38.0.0/16" # expect: NET-003
}

resource "aws_vpc" "none" { # expect: NET-003
  enable_dns_support = true
}

resource "aws_vpc_ipv4_cidr_block_association" "more" {
  vpc_id     = aws_vpc.wrong.id
  cidr_block = "10.35.0.0/16" # expect: NET-003
}

variable "open" {
  type = string
}

resource "aws_vpc_ipv4_cidr_block_association" "open" {
  vpc_id     = aws_vpc.wrong.id
  cidr_block = var.open # expect: NET-003
}

resource "aws_vpc_ipv4_cidr_block_association" "pool" { # expect: NET-003
  vpc_id              = aws_vpc.wrong.id
  ipv4_ipam_pool_id   = "ipam-pool-0a1b2c3d"
  ipv4_netmask_length = 20
}
