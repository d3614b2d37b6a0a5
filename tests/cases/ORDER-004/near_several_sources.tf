# at: databricks-unity-catalog/account/prod
data "terraform_remote_state" "core_network" {
  backend = "http"
  config = {
    address = "https://gitlab.example.com/api/v4/projects/1001/terraform/state/prod"
  }
}

locals {
  network = data.terraform_remote_state.core_network.outputs
  zones   = ["a", "b", "c"]
}

resource "databricks_mws_networks" "this" {
  account_id         = "00000000-0000-0000-0000-000000000000"
  network_name       = "digital-field"
  vpc_id             = local.network.vpc_id
  subnet_ids         = [for zone in local.zones : local.network.private_subnet_ids[zone]]
  security_group_ids = try([local.network.security_group_ids["digital-field"]], [])
}

# its storage root is the metastore's
resource "databricks_catalog" "without_root" {
  name = "digital_field"
}

resource "databricks_external_location" "old" {
  count           = length(local.zones) > 3 ? 1 : 0
  name            = "old"
  url             = "s3://app-datahub-prod-s3-digital-old/"
  credential_name = "old"
}
