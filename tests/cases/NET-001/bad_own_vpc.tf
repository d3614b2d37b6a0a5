# at: app-datahub-prod-databricks-aws-infra
resource "aws_vpc" "own" { # expect: NET-001
  cidr_block = "10.99.0.0/16"
}

resource "aws_flow_log" "vpc" { # expect: NET-001
  vpc_id       = aws_vpc.own.id
  traffic_type = "ALL"
}

module "vpc" {
  source  = "terraform-aws-modules/vpc/aws" # expect: NET-001 # problem
  version = "5.1.1"
}
