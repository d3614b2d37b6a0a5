# at: core-network-databricks-vpc-components/stacks/prod
variable "range" {
  type = string
}

variable "more" {
  type = bool
}

resource "aws_subnet" "private" {
  vpc_id     = "vpc-1"
  cidr_block = var.range # undecided: NET-004
  tags       = { Workspace = "digital-field" }
}

resource "aws_subnet" "untagged" {
  vpc_id     = "vpc-1"
  cidr_block = cidrsubnet(var.range, 3, 1) # undecided: NET-004
}

resource "aws_subnet" "pooled" { # undecided: NET-004
  vpc_id              = "vpc-1"
  ipv4_ipam_pool_id   = "ipam-pool-0a1b2c3d"
  ipv4_netmask_length = 27
}

resource "aws_subnet" "perhaps" {
  count      = var.more ? 1 : 0
  vpc_id     = "vpc-1"
  cidr_block = "10.32.110.0/24" # undecided: NET-004
  tags       = { Workspace = "digital-field" }
}
