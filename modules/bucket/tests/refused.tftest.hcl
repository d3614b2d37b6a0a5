mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = {
      json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}"
    }
  }
}

variables {
  env         = "nonprod"
  scope       = "digital-lab"
  kms_key_arn = "arn:aws:kms:ap-southeast-2:851725449831:key/0a1b2c3d-1111-4222-8333-444455556666"
  repository  = "app-datahub-nonprod-databricks-aws-infra"
}

run "an_environment_that_does_not_exist" {
  command = plan

  variables {
    env = "dev"
  }

  expect_failures = [var.env]
}

run "a_business_unit_that_does_not_exist" {
  command = plan

  variables {
    scope = "elecnetwork-lab"
  }

  expect_failures = [var.scope]
}

run "a_stage_in_the_wrong_environment" {
  command = plan

  variables {
    scope = "digital-field"
  }

  expect_failures = [var.scope]
}

run "the_testing_business_unit_in_prod" {
  command = plan

  variables {
    env   = "prod"
    scope = "sparky"
  }

  expect_failures = [var.scope]
}

run "a_qualifier_that_s3_does_not_allow" {
  command = plan

  variables {
    qualifier = "Landing_Zone"
  }

  expect_failures = [var.qualifier]
}

run "a_name_that_is_too_long" {
  command = plan

  variables {
    qualifier = "landing-of-the-smart-meter-head-end-system"
  }

  expect_failures = [aws_s3_bucket.this]
}

run "a_purpose_that_does_not_exist" {
  command = plan

  variables {
    purpose = "backup"
  }

  expect_failures = [var.purpose]
}

run "an_alias_in_place_of_a_key" {
  command = plan

  variables {
    kms_key_arn = "arn:aws:kms:ap-southeast-2:851725449831:alias/app-datahub-nonprod-kms-digital"
  }

  expect_failures = [var.kms_key_arn]
}

run "a_key_id_in_place_of_its_arn" {
  command = plan

  variables {
    kms_key_arn = "0a1b2c3d-1111-4222-8333-444455556666"
  }

  expect_failures = [var.kms_key_arn]
}

run "data_without_a_key" {
  command = plan

  variables {
    kms_key_arn = null
  }

  expect_failures = [var.kms_key_arn]
}

run "load_balancer_logs_with_a_key" {
  command = plan

  variables {
    purpose               = "elb-access-logs"
    log_source_account_id = "851725449831"
  }

  expect_failures = [var.kms_key_arn]
}

run "load_balancer_logs_of_nobody" {
  command = plan

  variables {
    purpose     = "elb-access-logs"
    kms_key_arn = null
  }

  expect_failures = [var.log_source_account_id]
}

run "an_account_id_that_is_none" {
  command = plan

  variables {
    purpose               = "elb-access-logs"
    kms_key_arn           = null
    log_source_account_id = "85172544983"
  }

  expect_failures = [var.log_source_account_id]
}

run "versioning_that_s3_does_not_know" {
  command = plan

  variables {
    versioning = "On"
  }

  expect_failures = [var.versioning]
}

run "a_policy_document_that_is_none" {
  command = plan

  variables {
    policy_documents = ["{}"]
  }

  expect_failures = [var.policy_documents]
}

run "a_lifecycle_rule_that_does_nothing" {
  command = plan

  variables {
    lifecycle_rules = { idle = { prefix = "tmp/" } }
  }

  expect_failures = [var.lifecycle_rules]
}

run "a_lifecycle_rule_that_expires_at_once" {
  command = plan

  variables {
    lifecycle_rules = { now = { expiration_days = 0 } }
  }

  expect_failures = [var.lifecycle_rules]
}

run "a_storage_class_that_does_not_exist" {
  command = plan

  variables {
    lifecycle_rules = { cold = { transitions = { FREEZER = 30 } } }
  }

  expect_failures = [var.lifecycle_rules]
}

run "a_repository_with_its_group" {
  command = plan

  variables {
    repository = "datahub/app-datahub-nonprod-databricks-aws-infra"
  }

  expect_failures = [var.repository]
}

run "a_layer_that_does_not_exist" {
  command = plan

  variables {
    layer = 6
  }

  expect_failures = [var.layer]
}

run "a_tag_that_the_module_sets" {
  command = plan

  variables {
    tags = { BusinessUnit = "corporate" }
  }

  expect_failures = [var.tags]
}
