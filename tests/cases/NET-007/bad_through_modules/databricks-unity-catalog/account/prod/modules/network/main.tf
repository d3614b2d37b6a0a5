variable "vpc_id" {
  type = string
}

variable "endpoint" {
  type = string
}

resource "databricks_mws_networks" "this" {
  account_id         = "1f0e2d3c-0000-0000-0000-000000000000"
  network_name       = "digital-field"
  vpc_id             = var.vpc_id # expect: NET-007
  security_group_ids = ["sg-0a1b2c3d4e5f60718"] # expect: NET-007
}

resource "databricks_mws_vpc_endpoint" "rest" {
  account_id          = "1f0e2d3c-0000-0000-0000-000000000000"
  vpc_endpoint_name   = "rest"
  aws_vpc_endpoint_id = var.endpoint # expect: NET-007
  region              = "ap-southeast-2"
}
