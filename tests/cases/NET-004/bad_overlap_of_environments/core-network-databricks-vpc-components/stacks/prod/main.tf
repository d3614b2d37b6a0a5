resource "aws_subnet" "private" {
  vpc_id     = "vpc-1"
  cidr_block = "10.32.86.0/24" # expect: NET-004
  tags       = { Workspace = "digital-field", Tier = "private" }
}

# of another team, over a part of the platform's
resource "aws_subnet" "large" {
  vpc_id     = "vpc-1"
  cidr_block = "10.32.64.0/18" # expect: NET-004
  tags       = { Team = "network" }
}
