# at: core-network-databricks-vpc-components/stacks/prod
locals {
  workspaces = {
    digital-field = "10.32.86.0/24"
    digital-lab   = "10.34.86.0/24"
  }
}

resource "aws_subnet" "private" {
  for_each   = local.workspaces
  vpc_id     = "vpc-1"
  cidr_block = each.value
  tags       = { Workspace = each.key, Tier = "private" }
}
