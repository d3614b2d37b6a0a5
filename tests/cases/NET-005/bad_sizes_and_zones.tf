# at: core-network-databricks-vpc-components/stacks/prod
locals {
  zones = { a = 0, b = 1, c = 2 }
}

resource "aws_subnet" "eni" {
  for_each          = local.zones
  vpc_id            = "vpc-1"
  cidr_block        = cidrsubnet("10.32.78.0/24", 3, each.value)
  availability_zone = "ap-southeast-2${each.key}"
  tags              = { Workspace = "digital-field", Tier = "eni" }
}

resource "aws_subnet" "db" {
  for_each          = local.zones
  vpc_id            = "vpc-1"
  cidr_block        = cidrsubnet("10.32.78.0/24", 4, 6 + each.value) # expect: NET-005
  availability_zone = "ap-southeast-2${each.key}"
  tags              = { Workspace = "digital-field", Tier = "db" }
}

resource "aws_subnet" "private" { # expect: NET-005
  for_each          = { a = 0, b = 1 }
  vpc_id            = "vpc-1"
  cidr_block        = cidrsubnet("10.32.0.0/16", 8, 86 + each.value)
  availability_zone = "ap-southeast-2${each.key}"
  tags              = { Workspace = "digital-field", Tier = "private" }
}
