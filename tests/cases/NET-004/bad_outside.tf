# at: core-network-databricks-vpc-components/stacks/prod
locals {
  workspaces = {
    digital-field   = "10.32.104.0/24"
    corporate-field = "10.32.89.0/24"
  }
}

resource "aws_subnet" "private" {
  for_each   = local.workspaces
  vpc_id     = "vpc-1"
  cidr_block = each.value # expect: NET-004
  tags       = { Workspace = each.key, Tier = "private" }
}
