mock_provider "databricks" {}

variables {
  catalog_name            = "elec_network_lab"
  owner                   = "datahub-platform-admins"
  storage_credential_name = "elec_network_lab"
  storage_urls = {
    landing = "s3://app-datahub-nonprod-s3-elec-network-lab-landing/"
    gold    = "s3://app-datahub-nonprod-s3-elec-network-lab-gold/"
  }
}

run "all_four_layers_and_no_other" {
  command = plan

  assert {
    condition     = keys(output.schema_names) == ["bronze", "gold", "landing", "silver"]
    error_message = "A catalog has the schemas landing, bronze, silver and gold."
  }

  assert {
    condition     = output.schema_full_names["gold"] == "elec_network_lab.gold"
    error_message = "Full names must be known before the schemas exist."
  }

  assert {
    condition     = alltrue([for schema in databricks_schema.this : schema.owner == "datahub-platform-admins" && !schema.force_destroy])
    error_message = "Schemas are owned by the group and not destroyed with tables in them."
  }
}

run "a_layer_with_a_bucket_keeps_its_tables_there" {
  command = plan

  assert {
    condition     = databricks_schema.this["gold"].storage_root == "s3://app-datahub-nonprod-s3-elec-network-lab-gold/"
    error_message = "gold has a bucket of its own."
  }

  assert {
    condition     = databricks_schema.this["silver"].storage_root == null && databricks_schema.this["landing"].storage_root == null
    error_message = "silver has none, and landing's bucket is for files."
  }
}

run "locations_are_isolated_and_checked" {
  command = plan

  assert {
    condition     = output.external_location_names == { landing = "elec_network_lab_landing", gold = "elec_network_lab_gold" }
    error_message = "Each bucket has its external location."
  }

  assert {
    condition = alltrue([
      for location in databricks_external_location.this :
      location.isolation_mode == "ISOLATION_MODE_ISOLATED" && !location.fallback && location.credential_name == "elec_network_lab"
    ])
    error_message = "External locations must be bound to the workspace and use the business unit's credential only."
  }

  assert {
    condition     = alltrue([for location in databricks_external_location.this : !location.skip_validation && !location.force_destroy])
    error_message = "External locations must be checked, and not be destroyed with what depends on them."
  }

  assert {
    condition     = !databricks_external_location.this["landing"].enable_file_events
    error_message = "File events are for those who ask for them."
  }
}

run "landing_has_an_external_volume" {
  command = plan

  assert {
    condition = alltrue([
      databricks_volume.landing["files"].volume_type == "EXTERNAL",
      databricks_volume.landing["files"].storage_location == "s3://app-datahub-nonprod-s3-elec-network-lab-landing/files",
    ])
    error_message = "The volume must lie below the landing location."
  }

  assert {
    condition     = output.volume_paths == { "landing.files" = "/Volumes/elec_network_lab/landing/files" }
    error_message = "Paths must be known before the volumes exist."
  }

  assert {
    condition     = length(module.grants) == 0
    error_message = "Without grants the module grants nothing."
  }
}

run "volumes_of_other_layers_are_managed" {
  command = plan

  variables {
    file_events     = true
    landing_volumes = { interval = { path = "meters/interval" }, events = { path = "meters/events" } }
    managed_volumes = { checkpoints = { layer = "bronze" } }
  }

  assert {
    condition     = databricks_volume.managed["checkpoints"].volume_type == "MANAGED" && databricks_volume.managed["checkpoints"].schema_name == "bronze"
    error_message = "Other layers have managed volumes."
  }

  assert {
    condition = output.volume_paths == {
      "landing.interval"   = "/Volumes/elec_network_lab/landing/interval"
      "landing.events"     = "/Volumes/elec_network_lab/landing/events"
      "bronze.checkpoints" = "/Volumes/elec_network_lab/bronze/checkpoints"
    }
    error_message = "All volumes are in the output."
  }

  assert {
    condition     = databricks_external_location.this["landing"].enable_file_events && !databricks_external_location.this["gold"].enable_file_events
    error_message = "Only landing has file events."
  }
}

run "grants_come_with_the_schemas" {
  command = plan

  variables {
    grants = {
      groups             = { engineers = "datahub-platform-engineers" }
      service_principals = ["11111111-2222-4333-8444-555555555555"]
    }
  }

  assert {
    condition     = keys(module.grants[0].schema_privileges) == ["bronze", "gold", "landing", "silver"]
    error_message = "Every schema must be granted."
  }
}
