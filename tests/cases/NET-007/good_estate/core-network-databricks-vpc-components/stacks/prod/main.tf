terraform {
  backend "http" {
    address = "https://gitlab.example.com/api/v4/projects/1001/terraform/state/prod"
  }
}

resource "aws_vpc" "prod" {
  cidr_block = "10.32.0.0/16"
}

resource "aws_subnet" "app" {
  count      = 3
  vpc_id     = aws_vpc.prod.id
  cidr_block = cidrsubnet("10.32.84.0/24", 3, count.index)
  tags       = { Application = "datamesh-manager", Tier = "app" }
}

output "vpc_ids" {
  value = { prod = aws_vpc.prod.id }
}

output "app_subnet_ids" {
  value = { datamesh-manager = aws_subnet.app[*].id }
}
