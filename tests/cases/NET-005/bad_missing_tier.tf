# at: core-network-databricks-vpc-components/stacks/nonprod
data "aws_availability_zones" "here" {
  state = "available"
}

resource "aws_subnet" "eni" { # expect: NET-005
  count             = 3
  vpc_id            = "vpc-1"
  cidr_block        = cidrsubnet("10.34.81.0/24", 3, count.index)
  availability_zone = data.aws_availability_zones.here.names[count.index]
  tags              = { Name = "sparky-lab-eni-${count.index}" }
}

resource "aws_subnet" "private" {
  count             = 3
  vpc_id            = "vpc-1"
  cidr_block        = cidrsubnet("10.34.0.0/16", 8, 95 + count.index)
  availability_zone = data.aws_availability_zones.here.names[count.index]
  tags              = { Name = "sparky-lab-private-${count.index}" }
}

resource "aws_subnet" "of_another" {
  count             = 3
  vpc_id            = "vpc-1"
  cidr_block        = cidrsubnet("10.34.79.0/24", 3, 3 + count.index)
  availability_zone = data.aws_availability_zones.here.names[count.index]
  tags              = { Application = "datamesh-manager", Tier = "db" }
}
