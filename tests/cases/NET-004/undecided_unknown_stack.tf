# at: somebody-elses-repository # undecided: NET-004
resource "aws_subnet" "private" {
  vpc_id     = "vpc-1"
  cidr_block = "10.99.0.0/24"
  tags       = { Workspace = "digital-field" }
}
