# at: databricks-unity-catalog/account/prod
variable "subnet_ids" {
  type = list(string)
}

resource "databricks_mws_networks" "this" {
  account_id         = "1f0e2d3c-0000-0000-0000-000000000000"
  network_name       = "digital-field"
  vpc_id             = "vpc-1"
  subnet_ids         = var.subnet_ids # undecided: NET-006
  security_group_ids = ["sg-1"]
}
