output "schema_privileges" {
  description = "What is granted, by layer and principal: for reviews, and for modules that must wait until access is in place."
  value = {
    for layer, grants in databricks_grants.schema : layer => { for grant in grants.grant : grant.principal => sort(grant.privileges) }
  }
}

output "table_readers" {
  description = "Principals that may read a single table, by its full name."
  value       = { for name, grants in databricks_grants.table : name => sort(grants.grant[*].principal) }
}
