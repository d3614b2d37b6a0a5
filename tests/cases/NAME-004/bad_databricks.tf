# at: databricks-unity-catalog/account/prod
resource "databricks_catalog" "this" {
  for_each = toset(["digital", "elecnetwork"])
  name     = "${each.key}_field" # expect: NAME-004
}

resource "databricks_catalog" "hyphen" {
  name = "elec-network_field" # expect: NAME-004
}

resource "databricks_mws_workspaces" "gas" {
  workspace_name = "gas-field" # expect: NAME-004
}

resource "databricks_mws_workspaces" "identifier" {
  workspace_name = "elec_network-field" # expect: NAME-004
}

resource "databricks_cluster" "shared" {
  spark_version = "15.4.x-scala2.12"
  custom_tags = {
    BusinessUnit = "corp" # expect: NAME-004
  }
}

resource "databricks_sql_endpoint" "shared" {
  name         = "shared"
  cluster_size = "Small"
  tags {
    custom_tags {
      key   = "BusinessUnit"
      value = "corp" # expect: NAME-004
    }
  }
}

resource "databricks_cluster_policy" "shared" {
  name = "shared"
  definition = jsonencode({
    "custom_tags.BusinessUnit" = {
      type  = "fixed"
      value = "corp" # expect: NAME-004
    }
  })
}
