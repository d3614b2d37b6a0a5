# at: core-network-databricks-vpc-components/stacks/prod
locals {
  vpcs = { prod = "10.32.0.0/16", dmz = "10.36.0.0/16" }
}

resource "aws_vpc" "shared" {
  for_each   = local.vpcs
  cidr_block = each.value
  tags       = { Name = "core-network-shared-${each.key}-vpc" }
}

resource "aws_vpc" "nonprod" {
  cidr_block = join("/", ["10.34.0.0", "16"])
}
