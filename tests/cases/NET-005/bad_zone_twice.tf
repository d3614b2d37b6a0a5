# at: core-network-databricks-vpc-components/stacks/prod
locals {
  tiers = { eni = 0, db = 3 }
  small = merge([
    for tier, offset in local.tiers : {
      for j, zone in ["apse2-az1", "apse2-az2", "apse2-az3"] :
      "${tier}-${zone}" => { tier = tier, zone = zone, cidr = cidrsubnet("10.32.79.0/24", 3, offset + j) }
    }
  ]...)
}

resource "aws_subnet" "small" {
  for_each             = local.small
  vpc_id               = "vpc-1"
  cidr_block           = each.value.cidr
  availability_zone_id = each.value.zone
  tags                 = { Workspace = "corporate-field", Tier = upper(each.value.tier) }
}

resource "aws_subnet" "private_a" {
  vpc_id               = "vpc-1"
  cidr_block           = "10.32.89.0/24"
  availability_zone_id = "apse2-az1"
  tags                 = { Workspace = "corporate-field" }
}

resource "aws_subnet" "private_b" {
  vpc_id               = "vpc-1"
  cidr_block           = "10.32.90.0/24"
  availability_zone_id = "apse2-az2"
  tags                 = { Workspace = "corporate-field" }
}

resource "aws_subnet" "private_c" {
  vpc_id               = "vpc-1"
  cidr_block           = "10.32.91.0/24"
  availability_zone_id = "apse2-az2" # expect: NET-005
  tags                 = { Workspace = "corporate-field" }
}
