# With the real provider, which makes policy documents without asking AWS: what is planned is what is applied.
provider "aws" {
  region                      = "ap-southeast-2"
  access_key                  = "none"
  secret_key                  = "none"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

variables {
  env                   = "nonprod"
  bu                    = "elec-network"
  stage                 = "lab"
  aws_account_id        = "851725449831"
  databricks_account_id = "0a1b2c3d-0000-4000-8000-000000000000"
  kms_key_arn           = "arn:aws:kms:ap-southeast-2:851725449831:key/0a1b2c3d-1111-4222-8333-444455556666"
  repository            = "app-datahub-nonprod-databricks-aws-infra"
}

run "a_bucket_for_the_catalog_and_one_a_layer" {
  command = plan

  assert {
    condition = output.bucket_names == {
      catalog = "app-datahub-nonprod-s3-elec-network-lab"
      landing = "app-datahub-nonprod-s3-elec-network-lab-landing"
      bronze  = "app-datahub-nonprod-s3-elec-network-lab-bronze"
      silver  = "app-datahub-nonprod-s3-elec-network-lab-silver"
      gold    = "app-datahub-nonprod-s3-elec-network-lab-gold"
    }
    error_message = "Every key must have its bucket; the catalog's has no qualifier."
  }

  assert {
    condition     = output.bucket_urls["landing"] == "s3://app-datahub-nonprod-s3-elec-network-lab-landing/"
    error_message = "URLs must be as Unity Catalog takes them."
  }
}

run "the_role_trusts_unity_catalog_and_itself_with_the_external_id" {
  command = plan

  assert {
    condition     = aws_iam_role.uc.name == "app-datahub-nonprod-iam-elec-network-lab-uc" && output.uc_role_arn == "arn:aws:iam::851725449831:role/${output.uc_role_name}"
    error_message = "The role's name and ARN must be known in the plan."
  }

  assert {
    condition = [for statement in jsondecode(aws_iam_role.uc.assume_role_policy).Statement : statement.Principal.AWS] == [
      "arn:aws:iam::414351767826:role/unity-catalog-prod-UCMasterRole-14S5ZJVKOTYTL",
      "arn:aws:iam::851725449831:root",
    ]
    error_message = "Unity Catalog's master role and the role itself, through its account, may assume the role."
  }

  assert {
    condition = alltrue([
      for statement in jsondecode(aws_iam_role.uc.assume_role_policy).Statement :
      statement.Condition.StringEquals["sts:ExternalId"] == var.databricks_account_id
    ])
    error_message = "Both statements need the external id."
  }

  assert {
    condition     = jsondecode(aws_iam_role.uc.assume_role_policy).Statement[1].Condition.ArnLike["aws:PrincipalArn"] == output.uc_role_arn
    error_message = "In the account only the role itself may assume it."
  }

  assert {
    condition     = aws_iam_role.uc.tags["BusinessUnit"] == "elec-network" && aws_iam_role.uc.tags["Layer"] == "1"
    error_message = "The role must carry the tags."
  }
}

run "the_role_reaches_its_own_buckets_and_key_only" {
  command = plan

  assert {
    condition = alltrue([
      for resource in flatten([for statement in jsondecode(aws_iam_role_policy.storage.policy).Statement : statement.Resource]) :
      startswith(resource, "arn:aws:s3:::app-datahub-nonprod-s3-elec-network-lab") || contains([var.kms_key_arn, output.uc_role_arn], resource)
    ])
    error_message = "The policy may name the catalog's buckets, the key and the role itself."
  }

  assert {
    condition     = length(aws_iam_role_policy.file_events) == 0
    error_message = "Queues and topics are for those who ask for them."
  }
}

run "file_events_reach_the_accounts_own_queues" {
  command = plan

  variables {
    file_events = true
  }

  assert {
    condition = alltrue([
      for statement in jsondecode(one(aws_iam_role_policy.file_events).policy).Statement :
      statement.Sid == "Lists" || alltrue([for resource in flatten([statement.Resource]) : can(regex(":851725449831:csms-\\*$|-landing$", resource))])
    ])
    error_message = "Only Databricks' queues and topics of this account, and the landing bucket."
  }
}

run "fewer_buckets_with_settings_of_their_own" {
  command = plan

  variables {
    env            = "prod"
    bu             = "digital"
    stage          = "field"
    aws_account_id = "339712836516"
    layer_buckets  = []
    bucket_settings = {
      landing = { versioning = "Enabled", lifecycle_rules = { arrived = { expiration_days = 90 } } }
    }
  }

  assert {
    condition     = keys(output.bucket_arns) == ["catalog", "landing"]
    error_message = "Layers without a bucket keep their tables in the catalog's."
  }

  assert {
    condition     = output.bucket_arns["catalog"] == "arn:aws:s3:::app-datahub-prod-s3-digital-field"
    error_message = "The catalog's bucket is named by its scope alone."
  }
}

run "the_metastore_has_a_bucket_and_a_role_of_the_account" {
  command = plan

  variables {
    bu    = null
    stage = null
  }

  assert {
    condition     = output.bucket_names == { metastore = "app-datahub-nonprod-s3-acc-metastore" }
    error_message = "The metastore bucket's name is fixed: every workspace depends on it."
  }

  assert {
    condition     = aws_iam_role.uc.name == "app-datahub-nonprod-iam-acc-uc" && aws_iam_role.uc.tags["BusinessUnit"] == "shared"
    error_message = "The role belongs to the account and is charged to `shared`."
  }

  assert {
    condition = alltrue([
      for resource in flatten([for statement in jsondecode(aws_iam_role_policy.storage.policy).Statement : statement.Resource]) :
      startswith(resource, "arn:aws:s3:::app-datahub-nonprod-s3-acc-metastore") || contains([var.kms_key_arn, output.uc_role_arn], resource)
    ])
    error_message = "The role reaches the metastore's bucket, its key and itself."
  }
}
