data "terraform_remote_state" "core_network" {
  backend = "http"
  config = {
    address = "https://gitlab.example.com/api/v4/projects/1001/terraform/state/prod"
  }
}

resource "databricks_mws_networks" "swapped" {
  account_id         = "1f0e2d3c-0000-0000-0000-000000000000"
  network_name       = "digital-field"
  vpc_id             = data.terraform_remote_state.core_network.outputs.vpc_ids["prod"]
  subnet_ids         = data.terraform_remote_state.core_network.outputs.swapped_private_subnet_ids["digital-field"] # expect: NET-006
  security_group_ids = ["sg-1"]
}

resource "databricks_mws_networks" "databases" {
  account_id         = "1f0e2d3c-0000-0000-0000-000000000000"
  network_name       = "digital-field"
  vpc_id             = data.terraform_remote_state.core_network.outputs.vpc_ids["prod"]
  subnet_ids         = data.terraform_remote_state.core_network.outputs.databases_of_private_subnet_ids["digital-field"] # expect: NET-006
  security_group_ids = ["sg-1"]
}

resource "databricks_mws_networks" "one_zone" {
  account_id         = "1f0e2d3c-0000-0000-0000-000000000000"
  network_name       = "corporate-field"
  vpc_id             = data.terraform_remote_state.core_network.outputs.vpc_ids["prod"]
  subnet_ids         = data.terraform_remote_state.core_network.outputs.one_zone_private_subnet_ids["corporate-field"] # expect: NET-006
  security_group_ids = ["sg-1"]
}
