data "terraform_remote_state" "core_network" {
  backend = "http"
  config = {
    address = "https://gitlab.example.com/api/v4/projects/1001/terraform/state/nonprod"
  }
}

locals {
  outputs = data.terraform_remote_state.core_network.outputs
  subnets = {
    digital-lab   = local.outputs.private_subnet_ids["digital-lab"]
    corporate-lab = local.outputs.db_subnet_ids["corporate-lab"]
  }
}

module "workspace" {
  source   = "./modules/workspace"
  for_each = local.subnets
  name     = each.key
  subnets  = each.value
}
