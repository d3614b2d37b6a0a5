# at: databricks-unity-catalog/account/nonprod
locals {
  units = { digital = "digital", corporate = "corporate", elec-network = "elec_network", sparky = "sparky" }
}

resource "databricks_mws_workspaces" "unit" {
  for_each       = local.units
  workspace_name = "${each.key}-lab"
  custom_tags    = { BusinessUnit = each.key }
}

resource "databricks_catalog" "unit" {
  for_each = local.units
  name     = "${each.value}_lab"
}
