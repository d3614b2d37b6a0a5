variable "catalog" {
  type = string
}

resource "databricks_schema" "this" {
  for_each     = toset(["landing", "bronze"])
  catalog_name = var.catalog # expect: ORDER-005
  name         = each.key
}

resource "databricks_volume" "landing" {
  name         = "files"
  catalog_name = databricks_schema.this["landing"].catalog_name # expect: ORDER-005
  schema_name  = databricks_schema.this["landing"].name
  volume_type  = "MANAGED"
}
