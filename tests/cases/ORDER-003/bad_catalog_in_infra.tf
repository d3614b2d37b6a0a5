# at: app-datahub-prod-databricks-aws-infra
resource "databricks_catalog" "this" { # expect: ORDER-003
  for_each = toset(["digital", "corporate"])
  name     = "${each.key}_field"
}
