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
  qualifier   = "landing"
  kms_key_arn = "arn:aws:kms:ap-southeast-2:851725449831:key/0a1b2c3d-1111-4222-8333-444455556666"
  repository  = "app-datahub-nonprod-databricks-aws-infra"
}

run "names_and_tags_follow_from_the_scope" {
  command = plan

  assert {
    condition     = aws_s3_bucket.this.bucket == "app-datahub-nonprod-s3-digital-lab-landing"
    error_message = "The name must be app-datahub-{env}-s3-{scope}-{qualifier}."
  }

  assert {
    condition = aws_s3_bucket.this.tags == tomap({
      BusinessUnit = "digital"
      Environment  = "nonprod"
      Layer        = "1"
      Repository   = "app-datahub-nonprod-databricks-aws-infra"
    })
    error_message = "The four tags that costs are charged by must be there."
  }
}

run "a_bucket_of_the_account_is_shared" {
  command = plan

  variables {
    scope     = "acc"
    qualifier = "metastore"
    tags      = { Component = "unity-catalog" }
  }

  assert {
    condition     = output.name == "app-datahub-nonprod-s3-acc-metastore" && output.url == "s3://app-datahub-nonprod-s3-acc-metastore/"
    error_message = "The metastore bucket's name is fixed: every workspace depends on it."
  }

  assert {
    condition     = aws_s3_bucket.this.tags["BusinessUnit"] == "shared" && aws_s3_bucket.this.tags["Component"] == "unity-catalog"
    error_message = "Buckets of the account are charged to `shared`, and further tags are kept."
  }
}

run "a_bucket_of_a_two_word_business_unit" {
  command = plan

  variables {
    env       = "prod"
    scope     = "elec-network-field"
    qualifier = null
  }

  assert {
    condition     = output.name == "app-datahub-prod-s3-elec-network-field" && aws_s3_bucket.this.tags["BusinessUnit"] == "elec-network"
    error_message = "A scope without a qualifier names the bucket alone, and only the stage is cut off for the tag."
  }
}

run "data_is_encrypted_with_the_key_given" {
  command = plan

  assert {
    condition = alltrue([
      for rule in aws_s3_bucket_server_side_encryption_configuration.this.rule :
      rule.bucket_key_enabled
      && one(rule.apply_server_side_encryption_by_default).sse_algorithm == "aws:kms"
      && one(rule.apply_server_side_encryption_by_default).kms_master_key_id == var.kms_key_arn
    ])
    error_message = "Data is encrypted with SSE-KMS, the customer-managed key and a bucket key."
  }

  assert {
    condition = alltrue([
      aws_s3_bucket_public_access_block.this.block_public_acls,
      aws_s3_bucket_public_access_block.this.block_public_policy,
      aws_s3_bucket_public_access_block.this.ignore_public_acls,
      aws_s3_bucket_public_access_block.this.restrict_public_buckets,
    ])
    error_message = "All four public access blocks must be on."
  }

  assert {
    condition     = !aws_s3_bucket.this.force_destroy
    error_message = "force_destroy must stay off."
  }

  assert {
    condition     = aws_s3_bucket_versioning.this.versioning_configuration[0].status == "Disabled"
    error_message = "Versions are off unless they are asked for."
  }

  assert {
    condition     = length(aws_s3_bucket_logging.this) == 0
    error_message = "Without access_log there is no logging."
  }
}

run "load_balancer_logs_are_encrypted_by_s3" {
  command = plan

  variables {
    env                   = "prod"
    scope                 = "acc"
    qualifier             = "alb-logs"
    purpose               = "elb-access-logs"
    kms_key_arn           = null
    log_source_account_id = "339712836516"
    layer                 = 5
  }

  assert {
    condition = alltrue([
      for rule in aws_s3_bucket_server_side_encryption_configuration.this.rule :
      one(rule.apply_server_side_encryption_by_default).sse_algorithm == "AES256" && !rule.bucket_key_enabled
    ])
    error_message = "Load balancers can write with SSE-S3 only."
  }

  assert {
    condition     = aws_s3_bucket.this.tags["Layer"] == "5"
    error_message = "The layer given must be the tag."
  }
}

run "lifecycle_rules_come_after_the_one_for_incomplete_uploads" {
  command = plan

  variables {
    versioning = "Enabled"
    access_log = { bucket = "app-datahub-nonprod-s3-acc-access-logs", prefix = "landing/" }
    lifecycle_rules = {
      processed = {
        prefix                             = "processed/"
        expiration_days                    = 400
        noncurrent_version_expiration_days = 30
        transitions                        = { STANDARD_IA = 30, GLACIER_IR = 90 }
      }
    }
  }

  assert {
    condition     = [for rule in aws_s3_bucket_lifecycle_configuration.this.rule : rule.id] == ["abort-incomplete-uploads", "processed"]
    error_message = "Incomplete uploads are always aborted, and the rules given follow."
  }

  assert {
    condition     = length(aws_s3_bucket_lifecycle_configuration.this.rule[1].transition) == 2
    error_message = "Every transition must be in the rule."
  }

  assert {
    condition     = one(aws_s3_bucket_logging.this).target_bucket == "app-datahub-nonprod-s3-acc-access-logs"
    error_message = "Access logs go to the bucket given."
  }
}

# Planned only, as everything here: a test cannot destroy what has prevent_destroy.
run "outputs_are_known_before_the_bucket_exists" {
  command = plan

  assert {
    condition     = output.name == "app-datahub-nonprod-s3-digital-lab-landing" && output.kms_key_arn == var.kms_key_arn
    error_message = "Outputs must describe the bucket."
  }
}
