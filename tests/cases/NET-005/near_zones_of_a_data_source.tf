# at: core-network-databricks-vpc-components/stacks/nonprod
data "aws_availability_zones" "here" {
  state = "available"
}

locals {
  tiers = {
    eni     = [for j in range(3) : cidrsubnet("10.34.78.0/24", 3, j)]
    db      = [for j in range(3) : cidrsubnet("10.34.78.0/24", 3, 3 + j)]
    private = [for j in range(3) : cidrsubnet("10.34.0.0/16", 8, 86 + j)]
  }
  subnets = merge([for tier, cidrs in local.tiers : { for j, cidr in cidrs : "digital-lab/${tier}/${j}" => cidr }]...)
}

resource "aws_subnet" "workspace" {
  for_each          = local.subnets
  vpc_id            = "vpc-1"
  cidr_block        = each.value
  availability_zone = data.aws_availability_zones.here.names[tonumber(split("/", each.key)[2])]
}
