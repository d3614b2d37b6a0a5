# at: databricks-unity-catalog/digital-bu/prod
resource "databricks_catalog" "this" {
  for_each = toset(["digital", "elecnetwork"])
  name     = "${each.key}_field" # expect: NAME-004
}
