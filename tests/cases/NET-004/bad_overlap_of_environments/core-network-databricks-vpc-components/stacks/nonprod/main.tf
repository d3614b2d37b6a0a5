locals {
  second_octet = 32
}

resource "aws_subnet" "private" {
  vpc_id     = "vpc-2"
  cidr_block = "10.${local.second_octet}.86.0/24" # expect: NET-004
  tags       = { Workspace = "digital-lab", Tier = "private" }
}
