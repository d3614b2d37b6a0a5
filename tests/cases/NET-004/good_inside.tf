# at: core-network-databricks-vpc-components/stacks/nonprod
resource "aws_subnet" "private" {
  for_each   = { a = 0, b = 1, c = 2 }
  vpc_id     = "vpc-1"
  cidr_block = cidrsubnet("10.34.0.0/16", 8, 86 + each.value)
  tags       = { Workspace = "digital-lab", Tier = "private" }
}
