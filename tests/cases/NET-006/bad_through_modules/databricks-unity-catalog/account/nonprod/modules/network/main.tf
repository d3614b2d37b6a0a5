variable "settings" {
  type = object({ name = string, subnets = list(string), account = optional(string, "1f0e2d3c-0000-0000-0000-000000000000") })
}

resource "databricks_mws_networks" "this" {
  account_id         = var.settings.account
  network_name       = var.settings.name
  vpc_id             = "vpc-1"
  subnet_ids         = var.settings.subnets # expect: NET-006
  security_group_ids = ["sg-1"]
}
