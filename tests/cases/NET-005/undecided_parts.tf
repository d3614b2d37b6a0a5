# at: core-network-databricks-vpc-components/stacks/prod
variable "range" {
  type = string
}

locals {
  zones = { a = 0, b = 1, c = 2 }
}

resource "aws_subnet" "eni" {
  for_each          = local.zones
  vpc_id            = "vpc-1"
  cidr_block        = cidrsubnet(var.range, 3, each.value) # undecided: NET-005
  availability_zone = "ap-southeast-2${each.key}"
  tags              = { Workspace = "digital-field", Tier = "eni" }
}

resource "aws_subnet" "db" {
  for_each          = local.zones
  vpc_id            = "vpc-1"
  cidr_block        = cidrsubnet("10.32.78.0/24", 3, 3 + each.value)
  availability_zone = "ap-southeast-2${each.key}"
  tags              = { Workspace = "digital-field", Tier = "db" }
}

resource "aws_subnet" "third" {
  for_each          = local.zones
  vpc_id            = "vpc-1"
  cidr_block        = cidrsubnet("10.32.0.0/16", 8, 86 + each.value)
  availability_zone = "ap-southeast-2${each.key}"
  tags              = { Workspace = "digital-field" } # undecided: NET-005
}
