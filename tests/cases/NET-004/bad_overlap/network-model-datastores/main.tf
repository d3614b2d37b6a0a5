resource "aws_subnet" "db" {
  vpc_id     = "vpc-1"
  cidr_block = "10.32.78.32/28" # expect: NET-004
}

resource "aws_subnet" "elsewhere" {
  vpc_id     = "vpc-1"
  cidr_block = "10.32.85.0/27"
}
