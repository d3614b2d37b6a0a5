# at: core-network-databricks-vpc-components/stacks/prod
locals {
  zones = { a = 0, b = 1, c = 2 }
  subnets = merge([
    for zone, j in local.zones : {
      "eni-${zone}"     = { tier = "eni", zone = zone, cidr = cidrsubnet("10.32.78.0/24", 3, j) }
      "db-${zone}"      = { tier = "db", zone = zone, cidr = cidrsubnet("10.32.78.0/24", 3, 3 + j) }
      "private-${zone}" = { tier = "private", zone = zone, cidr = cidrsubnet("10.32.0.0/16", 8, 86 + j) }
    }
  ]...)
}

resource "aws_subnet" "this" {
  for_each          = local.subnets
  vpc_id            = "vpc-1"
  cidr_block        = each.value.cidr
  availability_zone = "ap-southeast-2${each.value.zone}"
  tags              = { Workspace = "digital-field", Tier = each.value.tier }
}
