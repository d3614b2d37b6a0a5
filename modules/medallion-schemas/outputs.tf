output "schema_names" {
  description = "Name of each layer's schema."
  value       = { for layer, schema in databricks_schema.this : layer => schema.name }
}

output "schema_full_names" {
  description = "Full name (`catalog.schema`) of each layer's schema, as module `enhanced-grants` takes it."
  value       = { for layer, schema in databricks_schema.this : layer => "${schema.catalog_name}.${schema.name}" }
}

output "volume_paths" {
  description = "Path (`/Volumes/{catalog}/{schema}/{volume}`) of each volume, landing's and managed, by `{layer}.{volume}`."
  value = merge(
    { for name, volume in databricks_volume.landing : "landing.${name}" => "/Volumes/${volume.catalog_name}/${volume.schema_name}/${volume.name}" },
    { for name, volume in databricks_volume.managed : "${volume.schema_name}.${name}" => "/Volumes/${volume.catalog_name}/${volume.schema_name}/${volume.name}" },
  )
}

output "external_location_names" {
  description = "Name of the external location of each layer that has storage of its own."
  value       = { for layer, location in databricks_external_location.this : layer => location.name }
}

output "external_location_urls" {
  description = "URL of the external location of each layer that has storage of its own."
  value       = { for layer, location in databricks_external_location.this : layer => location.url }
}
