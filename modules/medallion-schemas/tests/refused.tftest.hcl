mock_provider "databricks" {}

variables {
  catalog_name            = "digital_lab"
  owner                   = "datahub-platform-admins"
  storage_credential_name = "digital_lab"
  storage_urls            = { landing = "s3://app-datahub-nonprod-s3-digital-lab-landing/" }
}

run "a_catalog_without_a_stage" {
  command = plan

  variables {
    catalog_name = "digital"
  }

  expect_failures = [var.catalog_name]
}

run "a_user_as_owner" {
  command = plan

  variables {
    owner = "jane.citizen@jemena.com.au"
  }

  expect_failures = [var.owner]
}

run "everybody_as_owner" {
  command = plan

  variables {
    owner = "account users"
  }

  expect_failures = [var.owner]
}

run "no_credential" {
  command = plan

  variables {
    storage_credential_name = " "
  }

  expect_failures = [var.storage_credential_name]
}

run "a_layer_that_does_not_exist" {
  command = plan

  variables {
    storage_urls = {
      landing  = "s3://app-datahub-nonprod-s3-digital-lab-landing/"
      platinum = "s3://app-datahub-nonprod-s3-digital-lab-platinum/"
    }
  }

  expect_failures = [var.storage_urls]
}

run "no_landing" {
  command = plan

  variables {
    storage_urls = { gold = "s3://app-datahub-nonprod-s3-digital-lab-gold/" }
  }

  expect_failures = [var.storage_urls]
}

run "a_bucket_of_another_business_unit" {
  command = plan

  variables {
    storage_urls = { landing = "s3://app-datahub-nonprod-s3-corporate-lab-landing/" }
  }

  expect_failures = [var.storage_urls]
}

run "no_volume_in_landing" {
  command = plan

  variables {
    landing_volumes = {}
  }

  expect_failures = [var.landing_volumes]
}

run "a_volume_name_that_unity_catalog_would_quote" {
  command = plan

  variables {
    landing_volumes = { "meter-reads" = {} }
  }

  expect_failures = [var.landing_volumes]
}

run "a_path_out_of_the_bucket" {
  command = plan

  variables {
    landing_volumes = { files = { path = "/files/" } }
  }

  expect_failures = [var.landing_volumes]
}

run "volumes_that_overlap" {
  command = plan

  variables {
    landing_volumes = { meters = {}, interval = { path = "meters/interval" } }
  }

  expect_failures = [var.landing_volumes]
}

run "a_managed_volume_in_landing" {
  command = plan

  variables {
    managed_volumes = { files = { layer = "landing" } }
  }

  expect_failures = [var.managed_volumes]
}

run "a_managed_volume_with_a_bad_name" {
  command = plan

  variables {
    managed_volumes = { "Check Points" = { layer = "bronze" } }
  }

  expect_failures = [var.managed_volumes]
}
