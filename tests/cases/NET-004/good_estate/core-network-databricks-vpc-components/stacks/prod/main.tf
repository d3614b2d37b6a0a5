locals {
  zones = ["a", "b", "c"]
  slots = { digital = 0, corporate = 1, elec-network = 2 }
  private = merge([
    for unit, slot in local.slots : {
      for j, zone in local.zones : "${unit}-field-private-${zone}" => cidrsubnet("10.32.0.0/16", 8, 86 + 3 * slot + j)
    }
  ]...)
}

resource "aws_subnet" "private" {
  for_each   = local.private
  vpc_id     = "vpc-1"
  cidr_block = each.value
}

resource "aws_subnet" "transit" {
  vpc_id     = "vpc-1"
  cidr_block = "10.32.0.0/28"
}
