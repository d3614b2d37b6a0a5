terraform {
  backend "http" {
    address = "https://gitlab.example.com/api/v4/projects/1001/terraform/state/prod"
  }
}

resource "aws_subnet" "ws" {
  count      = 3
  vpc_id     = "vpc-1"
  cidr_block = cidrsubnet("10.32.78.0/24", 3, count.index)
  tags       = { Workspace = "digital-field", Tier = "eni" }
}

output "private_subnet_ids" {
  value = { digital-field = aws_subnet.ws[*].id }
}
