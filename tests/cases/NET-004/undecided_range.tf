# at: core-network-databricks-vpc-components/stacks/prod
variable "range" {
  type = string
}

resource "aws_subnet" "private" {
  vpc_id     = "vpc-1"
  cidr_block = var.range # undecided: NET-004
  tags       = { Workspace = "digital-field" }
}
