# at: databricks-unity-catalog/account/prod
data "terraform_remote_state" "core_network" {
  backend = "http"
  config = {
    address = "https://gitlab.example.com/api/v4/projects/1001/terraform/state/prod"
  }
}

locals {
  private = data.terraform_remote_state.core_network.outputs.private_subnet_ids
}

resource "databricks_mws_networks" "listed" {
  account_id         = "1f0e2d3c-0000-0000-0000-000000000000"
  network_name       = "digital-field"
  vpc_id             = "vpc-1"
  subnet_ids         = [for i in range(3) : local.private["digital-field"][i]]
  security_group_ids = ["sg-1"]
}

resource "databricks_mws_networks" "set" {
  account_id         = "1f0e2d3c-0000-0000-0000-000000000000"
  network_name       = "app-datahub-prod-elec-network-field"
  vpc_id             = "vpc-1"
  subnet_ids         = toset(local.private["elec-network-field"])
  security_group_ids = ["sg-1"]
}

resource "databricks_mws_networks" "nested" {
  account_id         = "1f0e2d3c-0000-0000-0000-000000000000"
  network_name       = "corporate-field"
  vpc_id             = "vpc-1"
  subnet_ids         = data.terraform_remote_state.core_network.outputs.workspaces["corporate-field"].private_subnet_ids
  security_group_ids = ["sg-1"]
}

# not there
resource "databricks_mws_networks" "never" {
  count              = 0
  account_id         = "1f0e2d3c-0000-0000-0000-000000000000"
  network_name       = "digital-field"
  vpc_id             = "vpc-1"
  subnet_ids         = data.terraform_remote_state.core_network.outputs.eni_subnet_ids["digital-field"]
  security_group_ids = ["sg-1"]
}
