# at: databricks-unity-catalog/account/prod
resource "databricks_mws_networks" "two" {
  account_id         = "1f0e2d3c-0000-0000-0000-000000000000"
  network_name       = "digital-field"
  vpc_id             = "vpc-1"
  subnet_ids         = ["subnet-0a1b2c3d", "subnet-1a1b2c3d"] # expect: NET-006
  security_group_ids = ["sg-1"]
}

resource "databricks_mws_networks" "none" { # expect: NET-006
  account_id         = "1f0e2d3c-0000-0000-0000-000000000000"
  network_name       = "digital-field"
  vpc_id             = "vpc-1"
  security_group_ids = ["sg-1"]
}
