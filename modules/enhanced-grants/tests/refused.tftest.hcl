mock_provider "databricks" {}

variables {
  catalog_name       = "digital_field"
  groups             = { engineers = "datahub-digital-field-engineers" }
  service_principals = ["11111111-2222-4333-8444-555555555555"]
  schemas            = { gold = "digital_field.gold" }
}

run "a_catalog_named_by_the_workspace" {
  command = plan

  variables {
    catalog_name = "digital-field"
  }

  expect_failures = [var.catalog_name]
}

run "the_testing_business_unit_in_field" {
  command = plan

  variables {
    catalog_name = "sparky_field"
    schemas      = { gold = "sparky_field.gold" }
  }

  expect_failures = [var.catalog_name]
}

run "a_user_in_place_of_a_group" {
  command = plan

  variables {
    groups = { engineers = "jane.citizen@jemena.com.au" }
  }

  expect_failures = [var.groups]
}

run "everybody_in_place_of_a_group" {
  command = plan

  variables {
    groups = { viewers = "account users" }
  }

  expect_failures = [var.groups]
}

run "a_service_principal_by_name" {
  command = plan

  variables {
    service_principals = ["sp-digital-deploy"]
  }

  expect_failures = [var.service_principals]
}

run "a_layer_that_does_not_exist" {
  command = plan

  variables {
    schemas = { platinum = "digital_field.platinum" }
  }

  expect_failures = [var.schemas]
}

run "a_schema_of_another_catalog" {
  command = plan

  variables {
    schemas = { gold = "corporate_field.gold" }
  }

  expect_failures = [var.schemas]
}

run "a_layer_that_nobody_uses" {
  command = plan

  variables {
    groups             = { viewers = "datahub-digital-field-viewers" }
    service_principals = []
    schemas            = { bronze = "digital_field.bronze" }
  }

  expect_failures = [databricks_grants.schema]
}

run "a_persona_that_does_not_exist" {
  command = plan

  variables {
    table_scoped_personas = ["managers"]
  }

  expect_failures = [var.table_scoped_personas]
}

run "a_table_without_its_schema" {
  command = plan

  variables {
    table_scoped_personas = ["engineers"]
    tables                = { outage_summary = ["engineers"] }
  }

  expect_failures = [var.tables]
}

run "a_table_for_a_persona_that_reads_the_schema" {
  command = plan

  variables {
    tables = { "digital_field.gold.outage_summary" = ["engineers"] }
  }

  expect_failures = [var.tables]
}

run "a_table_that_would_open_a_layer" {
  command = plan

  variables {
    groups                = { viewers = "datahub-digital-field-viewers" }
    table_scoped_personas = ["viewers"]
    tables                = { "digital_field.bronze.meter_reads" = ["viewers"] }
  }

  expect_failures = [var.tables]
}

run "a_table_for_a_persona_without_a_group" {
  command = plan

  variables {
    table_scoped_personas = ["viewers"]
    tables                = { "digital_field.gold.outage_summary" = ["viewers"] }
  }

  expect_failures = [databricks_grants.table]
}
