locals {
  stage = endswith(var.catalog_name, "_field") ? "field" : "lab"

  # The matrix: what each persona may do in each layer. A layer that is not there is closed.
  read_tables  = ["USE_SCHEMA", "SELECT"]
  read_all     = ["USE_SCHEMA", "SELECT", "EXECUTE", "READ_VOLUME"]
  write_files  = ["CREATE_VOLUME", "WRITE_VOLUME"]
  write_tables = ["MODIFY", "CREATE_TABLE", "CREATE_FUNCTION", "CREATE_VOLUME", "WRITE_VOLUME"]

  persona_reads = {
    viewers    = { gold = local.read_tables }
    analysts   = { silver = concat(local.read_tables, ["EXECUTE"]), gold = concat(local.read_tables, ["EXECUTE"]) }
    scientists = { bronze = local.read_all, silver = local.read_all, gold = local.read_all }
    engineers  = { landing = ["USE_SCHEMA", "READ_VOLUME"], bronze = local.read_all, silver = local.read_all, gold = local.read_all }
  }

  # In field people read. What is written there has been through a merge request, and a service principal deploys it.
  writes           = { landing = local.write_files, bronze = local.write_tables, silver = local.write_tables, gold = local.write_tables }
  persona_writes   = local.stage == "lab" ? { engineers = local.writes } : {}
  principal_reads  = local.persona_reads["engineers"]
  principal_writes = local.writes

  groups = { for persona, group in var.groups : persona => group if group != null }

  schema_grants = {
    for layer in keys(var.schemas) : layer => concat(
      [
        for persona, group in local.groups : {
          principal = group
          privileges = setsubtract(
            concat(local.persona_reads[persona][layer], try(local.persona_writes[persona][layer], [])),
            contains(var.table_scoped_personas, persona) ? ["SELECT"] : [],
          )
        } if contains(keys(local.persona_reads[persona]), layer)
      ],
      [
        for id in var.service_principals : {
          principal  = id
          privileges = toset(concat(local.principal_reads[layer], local.principal_writes[layer]))
        }
      ],
    )
  }

  table_grants = {
    for name, personas in var.tables : name => distinct([for persona in personas : local.groups[persona] if contains(keys(local.groups), persona)])
  }
}

# `databricks_grants` and not `databricks_grant`: it is authoritative for all principals of a securable, so a grant that
# somebody made by hand shows in the next plan and is taken back. `databricks_grant` would see its own principal only.
resource "databricks_grants" "schema" {
  for_each = var.schemas

  schema = each.value

  # Two personas may share a group; Unity Catalog wants each principal once.
  dynamic "grant" {
    for_each = { for item in local.schema_grants[each.key] : item.principal => item.privileges... }

    content {
      principal  = grant.key
      privileges = setunion(grant.value...)
    }
  }

  lifecycle {
    precondition {
      condition     = length(local.schema_grants[each.key]) > 0
      error_message = "Nobody would be granted anything on ${each.value}: name a group whose persona uses ${each.key}, or a service principal."
    }
  }
}

resource "databricks_grants" "table" {
  for_each = var.tables

  table = each.key

  dynamic "grant" {
    for_each = local.table_grants[each.key]

    content {
      principal  = grant.value
      privileges = ["SELECT"]
    }
  }

  lifecycle {
    precondition {
      condition     = length(local.table_grants[each.key]) > 0
      error_message = "No persona of ${each.key} has a group."
    }
  }
}
