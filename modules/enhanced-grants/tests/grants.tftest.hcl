mock_provider "databricks" {}

variables {
  catalog_name = "digital_field"
  groups = {
    engineers  = "datahub-digital-field-engineers"
    analysts   = "datahub-digital-field-analysts"
    scientists = "datahub-digital-field-scientists"
    viewers    = "datahub-digital-field-viewers"
  }
  service_principals = ["11111111-2222-4333-8444-555555555555"]
  schemas = {
    landing = "digital_field.landing"
    bronze  = "digital_field.bronze"
    silver  = "digital_field.silver"
    gold    = "digital_field.gold"
  }
}

run "each_layer_is_open_to_the_personas_that_use_it" {
  command = plan

  assert {
    condition = { for layer, grants in output.schema_privileges : layer => length(grants) } == {
      landing = 2
      bronze  = 3
      silver  = 4
      gold    = 5
    }
    error_message = "Landing is for engineers, scientists come in at bronze, analysts at silver, viewers at gold; the service principal is everywhere."
  }

  assert {
    condition     = output.schema_privileges["gold"]["datahub-digital-field-viewers"] == tolist(["SELECT", "USE_SCHEMA"])
    error_message = "Viewers read, and nothing else."
  }

  assert {
    condition     = output.schema_privileges["silver"]["datahub-digital-field-analysts"] == tolist(["EXECUTE", "SELECT", "USE_SCHEMA"])
    error_message = "Analysts also call functions."
  }

  assert {
    condition     = output.schema_privileges["bronze"]["datahub-digital-field-scientists"] == tolist(["EXECUTE", "READ_VOLUME", "SELECT", "USE_SCHEMA"])
    error_message = "Scientists also read volumes."
  }
}

run "only_the_service_principal_writes_in_field" {
  command = plan

  assert {
    condition = alltrue(flatten([
      for grants in values(output.schema_privileges) : [
        for principal, privileges in grants :
        !startswith(principal, "datahub-") || length(setintersection(privileges, ["MODIFY", "CREATE_TABLE", "CREATE_FUNCTION", "CREATE_VOLUME", "WRITE_VOLUME"])) == 0
      ]
    ]))
    error_message = "In field no person may write."
  }

  assert {
    condition     = contains(output.schema_privileges["gold"]["11111111-2222-4333-8444-555555555555"], "MODIFY")
    error_message = "What is deployed must be able to write."
  }
}

run "engineers_write_in_lab" {
  command = plan

  variables {
    catalog_name = "digital_lab"
    groups       = { engineers = "datahub-platform-engineers" }
    schemas      = { landing = "digital_lab.landing", bronze = "digital_lab.bronze" }
  }

  assert {
    condition     = output.schema_privileges["landing"]["datahub-platform-engineers"] == tolist(["CREATE_VOLUME", "READ_VOLUME", "USE_SCHEMA", "WRITE_VOLUME"])
    error_message = "Landing holds files, so engineers write files."
  }

  assert {
    condition     = contains(output.schema_privileges["bronze"]["datahub-platform-engineers"], "CREATE_TABLE")
    error_message = "Engineers make tables in lab."
  }
}

run "nobody_gets_everything" {
  command = plan

  assert {
    condition     = length(setintersection(flatten([for grants in values(output.schema_privileges) : values(grants)]), ["ALL_PRIVILEGES", "MANAGE"])) == 0
    error_message = "ALL_PRIVILEGES and MANAGE are never granted."
  }
}

run "personas_that_share_a_group_are_one_principal" {
  command = plan

  variables {
    groups  = { analysts = "datahub-digital-field-readers", viewers = "datahub-digital-field-readers" }
    schemas = { gold = "digital_field.gold" }
  }

  assert {
    condition     = output.schema_privileges["gold"]["datahub-digital-field-readers"] == tolist(["EXECUTE", "SELECT", "USE_SCHEMA"])
    error_message = "Unity Catalog wants a principal once, with what both personas may do."
  }
}

run "table_scoped_personas_read_the_tables_named" {
  command = plan

  variables {
    table_scoped_personas = ["viewers"]
    tables                = { "digital_field.gold.outage_summary" = ["viewers"] }
  }

  assert {
    condition     = output.schema_privileges["gold"]["datahub-digital-field-viewers"] == tolist(["USE_SCHEMA"])
    error_message = "Such a persona enters the schema and sees nothing of it."
  }

  assert {
    condition     = output.table_readers == { "digital_field.gold.outage_summary" = tolist(["datahub-digital-field-viewers"]) }
    error_message = "It reads the tables named."
  }
}
