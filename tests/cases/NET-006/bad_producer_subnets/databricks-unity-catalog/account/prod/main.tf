data "terraform_remote_state" "core_network" {
  backend = "http"
  config = {
    address = "https://gitlab.example.com/api/v4/projects/1001/terraform/state/prod"
  }
}

resource "databricks_mws_networks" "this" {
  account_id         = "1f0e2d3c-0000-0000-0000-000000000000"
  network_name       = "digital-field"
  vpc_id             = "vpc-1"
  subnet_ids         = data.terraform_remote_state.core_network.outputs.private_subnet_ids["digital-field"] # expect: NET-006
  security_group_ids = ["sg-1"]
}
