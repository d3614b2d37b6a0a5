resource "aws_subnet" "eni" {
  count      = 3
  vpc_id     = "vpc-1"
  cidr_block = cidrsubnet("10.32.78.0/24", 3, count.index) # expect: NET-004
  tags       = { Workspace = "digital-field", Tier = "eni" }
}
