# at: core-network-databricks-vpc-components/stacks/prod
locals {
  workspaces = {
    digital-field   = "10.32.120.0/24"
    corporate-field = "10.32.89.0/24"
  }
}

resource "aws_subnet" "private" {
  for_each   = local.workspaces
  vpc_id     = "vpc-1"
  cidr_block = each.value # expect: NET-004
  tags       = { Workspace = each.key, Tier = "private" }
}

resource "aws_subnet" "of_the_other_environment" {
  vpc_id     = "vpc-1"
  cidr_block = "10.34.95.0/24" # expect: NET-004
  tags       = { Workspace = "elec-network-field", Tier = "private" }
}

# begins in the platform's part and reaches out of it
resource "aws_subnet" "untagged" {
  vpc_id     = "vpc-1"
  cidr_block = "10.32.96.0/20" # expect: NET-004
}

resource "aws_subnet" "app" {
  count      = 2
  vpc_id     = "vpc-1"
  cidr_block = cidrsubnet("10.32.77.0/24", 3, count.index) # expect: NET-004
  tags       = { Name = "datamesh-manager-app-${count.index}" }
}
