resource "aws_vpc" "own" {
  cidr_block = "10.99.0.0/16"
}

resource "aws_subnet" "own" {
  count      = 3
  vpc_id     = aws_vpc.own.id
  cidr_block = cidrsubnet("10.99.0.0/16", 8, count.index)
}

resource "aws_db_subnet_group" "store" {
  subnet_ids = aws_subnet.own[*].id # expect: NET-007
}

resource "aws_security_group" "store" {
  name   = "app-datahub-prod-sg-elec-network-store"
  vpc_id = aws_vpc.own.id # expect: NET-007
}
