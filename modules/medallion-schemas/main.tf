locals {
  layers = {
    landing = "Files as they arrive, before anybody has looked at them"
    bronze  = "Source data as tables, complete and unchanged"
    silver  = "Cleaned, typed and joined data of the business unit"
    gold    = "Data products for reports and models"
  }

  landing_paths = { for name, volume in var.landing_volumes : name => coalesce(volume.path, name) }
}

resource "databricks_external_location" "this" {
  for_each = var.storage_urls

  name            = "${var.catalog_name}_${each.key}"
  url             = each.value
  credential_name = var.storage_credential_name
  comment         = "Storage of layer ${each.key} of ${var.catalog_name}"
  owner           = var.owner

  # Open is the default, and would show the bucket to every workspace of the metastore.
  isolation_mode = "ISOLATION_MODE_ISOLATED"

  # A cluster's own credentials must not stand in where a grant is missing.
  fallback = false

  enable_file_events = each.key == "landing" && var.file_events
  force_destroy      = false
  read_only          = false
  skip_validation    = false
}

resource "databricks_schema" "this" {
  for_each = local.layers

  catalog_name  = var.catalog_name
  name          = each.key
  comment       = each.value
  owner         = var.owner
  force_destroy = false

  # Landing holds files of volumes. A managed table in its bucket would lie beside them.
  storage_root = each.key == "landing" ? null : try(databricks_external_location.this[each.key].url, null)

  properties = {
    layer = each.key
  }
}

resource "databricks_volume" "landing" {
  for_each = var.landing_volumes

  catalog_name     = databricks_schema.this["landing"].catalog_name
  schema_name      = databricks_schema.this["landing"].name
  name             = each.key
  volume_type      = "EXTERNAL"
  storage_location = "${databricks_external_location.this["landing"].url}${local.landing_paths[each.key]}"
  comment          = each.value.comment
  owner            = var.owner
}

resource "databricks_volume" "managed" {
  for_each = var.managed_volumes

  catalog_name = databricks_schema.this[each.value.layer].catalog_name
  schema_name  = databricks_schema.this[each.value.layer].name
  name         = each.key
  volume_type  = "MANAGED"
  comment      = each.value.comment
  owner        = var.owner
}

module "grants" {
  source = "../enhanced-grants"
  count  = var.grants == null ? 0 : 1

  catalog_name          = var.catalog_name
  schemas               = { for layer, schema in databricks_schema.this : layer => "${schema.catalog_name}.${schema.name}" }
  groups                = var.grants.groups
  service_principals    = var.grants.service_principals
  tables                = var.grants.tables
  table_scoped_personas = var.grants.table_scoped_personas
}
