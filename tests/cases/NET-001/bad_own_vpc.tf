# at: app-datahub-prod-databricks-aws-infra
resource "aws_vpc" "own" { # expect: NET-001
  cidr_block = "10.99.0.0/16"
}

resource "aws_subnet" "own" { # expect: NET-001
  for_each   = { a = 0, b = 1 }
  vpc_id     = aws_vpc.own.id
  cidr_block = cidrsubnet("10.99.0.0/16", 8, each.value)
}

resource "aws_internet_gateway" "own" { # expect: NET-001
  vpc_id = aws_vpc.own.id
}

resource "aws_nat_gateway" "own" { # expect: NET-001
  subnet_id         = aws_subnet.own["a"].id
  connectivity_type = "private"
}

resource "aws_eip" "own" { # expect: NET-001
  domain = "vpc"
}

resource "aws_route_table_association" "own" { # expect: NET-001
  subnet_id      = aws_subnet.own["a"].id
  route_table_id = "rtb-0a1b2c3d"
}

resource "aws_vpc_peering_connection_accepter" "own" { # expect: NET-001
  vpc_peering_connection_id = "pcx-0a1b2c3d"
}

resource "aws_ec2_transit_gateway_vpc_attachment" "own" { # expect: NET-001
  subnet_ids         = [aws_subnet.own["a"].id]
  transit_gateway_id = "tgw-0a1b2c3d"
  vpc_id             = aws_vpc.own.id
}

resource "aws_flow_log" "vpc" { # expect: NET-001
  vpc_id       = aws_vpc.own.id
  traffic_type = "ALL"
}

resource "aws_flow_log" "subnet" { # expect: NET-001
  subnet_id    = "subnet-0a1b2c3d"
  traffic_type = "ALL"
}

resource "aws_default_vpc" "default" {} # expect: NET-001

module "vpc" {
  source  = "terraform-aws-modules/vpc/aws" # expect: NET-001 # problem
  version = "5.1.1"
}

module "vpc_from_git" {
  source = "git::https://github.com/terraform-aws-modules/terraform-aws-vpc.git?ref=v5.1.1" # expect: NET-001 # problem
}
