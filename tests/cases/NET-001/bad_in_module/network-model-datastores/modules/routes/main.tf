variable "to" {
  type = string
}

resource "aws_route" "out" { # expect: NET-001
  route_table_id         = "rtb-1"
  destination_cidr_block = var.to
  gateway_id             = "igw-1"
}
