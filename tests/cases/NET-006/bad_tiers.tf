# at: databricks-unity-catalog/account/prod
data "terraform_remote_state" "core_network" {
  backend = "http"
  config = {
    address = "https://gitlab.example.com/api/v4/projects/1001/terraform/state/prod"
  }
}

locals {
  network = data.terraform_remote_state.core_network.outputs
}

resource "databricks_mws_networks" "wrong_tier" {
  account_id         = "1f0e2d3c-0000-0000-0000-000000000000"
  network_name       = "digital-field"
  vpc_id             = local.network.vpc_ids["prod"]
  subnet_ids         = local.network.eni_subnet_ids["digital-field"] # expect: NET-006
  security_group_ids = ["sg-1"]
}

resource "databricks_mws_networks" "mixed" {
  account_id         = "1f0e2d3c-0000-0000-0000-000000000000"
  network_name       = "corporate-field"
  vpc_id             = local.network.vpc_ids["prod"]
  subnet_ids         = concat(local.network.private_subnet_ids["corporate-field"], local.network.db_subnet_ids["corporate-field"]) # expect: NET-006
  security_group_ids = ["sg-1"]
}

resource "databricks_mws_networks" "too_few" {
  account_id         = "1f0e2d3c-0000-0000-0000-000000000000"
  network_name       = "elec-network-field"
  vpc_id             = local.network.vpc_ids["prod"]
  subnet_ids         = [local.network.private_subnet_ids["elec-network-field"][0], local.network.private_subnet_ids["elec-network-field"][1]] # expect: NET-006
  security_group_ids = ["sg-1"]
}
