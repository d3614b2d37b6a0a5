# A metastore without a root of its own, whose catalogs each have one.
resource "databricks_metastore" "this" {
  name   = "datahub-prod"
  region = "ap-southeast-2"
}
