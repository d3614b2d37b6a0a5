mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = {
      json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}"
    }
  }
}

variables {
  env                   = "nonprod"
  bu                    = "digital"
  stage                 = "lab"
  aws_account_id        = "851725449831"
  databricks_account_id = "0a1b2c3d-0000-4000-8000-000000000000"
  kms_key_arn           = "arn:aws:kms:ap-southeast-2:851725449831:key/0a1b2c3d-1111-4222-8333-444455556666"
  repository            = "app-datahub-nonprod-databricks-aws-infra"
}

run "an_environment_that_does_not_exist" {
  command = plan

  variables {
    env = "test"
  }

  expect_failures = [var.env]
}

run "a_business_unit_that_does_not_exist" {
  command = plan

  variables {
    bu = "elec_network"
  }

  expect_failures = [var.bu]
}

run "the_testing_business_unit_in_prod" {
  command = plan

  variables {
    env   = "prod"
    bu    = "sparky"
    stage = "field"
  }

  expect_failures = [var.bu]
}

run "a_stage_in_the_wrong_environment" {
  command = plan

  variables {
    stage = "field"
  }

  expect_failures = [var.stage]
}

run "an_account_id_that_is_none" {
  command = plan

  variables {
    aws_account_id = "8517-2544-9831"
  }

  expect_failures = [var.aws_account_id]
}

run "the_aws_account_of_databricks_as_external_id" {
  command = plan

  variables {
    databricks_account_id = "414351767826"
  }

  expect_failures = [var.databricks_account_id]
}

run "an_alias_in_place_of_a_key" {
  command = plan

  variables {
    kms_key_arn = "arn:aws:kms:ap-southeast-2:851725449831:alias/app-datahub-nonprod-kms-digital"
  }

  expect_failures = [var.kms_key_arn]
}

run "a_layer_that_does_not_exist" {
  command = plan

  variables {
    layer_buckets = ["gold", "platinum"]
  }

  expect_failures = [var.layer_buckets]
}

run "settings_of_a_bucket_that_is_not_made" {
  command = plan

  variables {
    layer_buckets   = ["gold"]
    bucket_settings = { silver = { versioning = "Enabled" } }
  }

  expect_failures = [var.bucket_settings]
}

run "a_business_unit_without_a_stage" {
  command = plan

  variables {
    stage = null
  }

  expect_failures = [var.stage]
}

run "file_events_of_the_metastore" {
  command = plan

  variables {
    bu          = null
    stage       = null
    file_events = true
  }

  expect_failures = [var.file_events]
}

run "a_boundary_that_is_no_policy" {
  command = plan

  variables {
    permissions_boundary_arn = "arn:aws:iam::851725449831:role/boundary"
  }

  expect_failures = [var.permissions_boundary_arn]
}

run "a_repository_with_its_group" {
  command = plan

  variables {
    repository = "datahub/app-datahub-nonprod-databricks-aws-infra"
  }

  expect_failures = [var.repository]
}

run "a_tag_that_the_module_sets" {
  command = plan

  variables {
    tags = { Layer = "2" }
  }

  expect_failures = [var.tags]
}
