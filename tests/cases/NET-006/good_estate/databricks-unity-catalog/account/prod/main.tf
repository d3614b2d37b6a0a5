data "terraform_remote_state" "core_network" {
  backend = "http"
  config = {
    address = "https://gitlab.example.com/api/v4/projects/1001/terraform/state/prod"
  }
}

resource "databricks_mws_networks" "this" {
  for_each           = toset(["digital-field", "corporate-field"])
  account_id         = "1f0e2d3c-0000-0000-0000-000000000000"
  network_name       = each.key
  vpc_id             = data.terraform_remote_state.core_network.outputs.vpc_ids["prod"]
  subnet_ids         = data.terraform_remote_state.core_network.outputs.private_subnet_ids[each.key]
  security_group_ids = ["sg-1"]
}

# the output's name does not say it, and the subnets behind it do
resource "databricks_mws_networks" "by_the_subnets" {
  account_id         = "1f0e2d3c-0000-0000-0000-000000000000"
  network_name       = "digital-field-2"
  vpc_id             = data.terraform_remote_state.core_network.outputs.vpc_ids["prod"]
  subnet_ids         = data.terraform_remote_state.core_network.outputs.subnet_ids["digital-field"]
  security_group_ids = ["sg-1"]
}
