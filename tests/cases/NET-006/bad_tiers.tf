# at: databricks-unity-catalog/account/prod
data "terraform_remote_state" "core_network" {
  backend = "http"
  config = {
    address = "https://gitlab.example.com/api/v4/projects/1001/terraform/state/prod"
  }
}

locals {
  account = "1f0e2d3c-0000-0000-0000-000000000000"
  network = data.terraform_remote_state.core_network.outputs
}

resource "databricks_mws_networks" "wrong_tier" {
  account_id         = local.account
  network_name       = "digital-field"
  vpc_id             = local.network.vpc_ids["prod"]
  subnet_ids         = local.network.eni_subnet_ids["digital-field"] # expect: NET-006
  security_group_ids = ["sg-1"]
}

resource "databricks_mws_networks" "mixed" {
  account_id         = local.account
  network_name       = "corporate-field"
  vpc_id             = local.network.vpc_ids["prod"]
  subnet_ids         = concat(local.network.private_subnet_ids["corporate-field"], local.network.db_subnet_ids["corporate-field"]) # expect: NET-006
  security_group_ids = ["sg-1"]
}

resource "databricks_mws_networks" "too_few" {
  account_id         = local.account
  network_name       = "elec-network-field"
  vpc_id             = local.network.vpc_ids["prod"]
  subnet_ids         = [local.network.private_subnet_ids["elec-network-field"][0], local.network.private_subnet_ids["elec-network-field"][1]] # expect: NET-006
  security_group_ids = ["sg-1"]
}

resource "databricks_mws_networks" "one_by_one" {
  account_id   = local.account
  network_name = "elec-network-field-2"
  vpc_id       = local.network.vpc_ids["prod"]
  subnet_ids = [
    local.network.private_subnet_ids["elec-network-field"][0],
    local.network.db_subnet_ids["elec-network-field"][0],  # expect: NET-006
    local.network.eni_subnet_ids["elec-network-field"][2], # expect: NET-006
  ]
  security_group_ids = ["sg-1"]
}

resource "databricks_mws_networks" "other_workspace" {
  for_each           = toset(["digital-field", "corporate-field"])
  account_id         = local.account
  network_name       = each.key
  vpc_id             = local.network.vpc_ids["prod"]
  subnet_ids         = local.network.private_subnet_ids["digital-field"] # expect: NET-006
  security_group_ids = ["sg-1"]
}

resource "databricks_mws_networks" "not_private" {
  account_id         = local.account
  network_name       = "digital-field"
  vpc_id             = local.network.vpc_ids["prod"]
  subnet_ids         = local.network.public_subnet_ids["digital-field"] # expect: NET-006
  security_group_ids = ["sg-1"]
}
