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
  env         = "nonprod"
  scope       = "digital-lab"
  kms_key_arn = "arn:aws:kms:ap-southeast-2:851725449831:key/0a1b2c3d-1111-4222-8333-444455556666"
  repository  = "app-datahub-nonprod-databricks-aws-infra"
}

run "statements_of_a_data_bucket" {
  command = plan

  assert {
    condition = [for statement in jsondecode(aws_s3_bucket_policy.this.policy).Statement : statement.Sid] == [
      "DenyInsecureTransport", "DenyOldTls", "DenyOtherEncryption", "DenyOtherKey",
    ]
    error_message = "The policy must be known in the plan and hold the four statements."
  }

  assert {
    condition     = alltrue([for statement in jsondecode(aws_s3_bucket_policy.this.policy).Statement : statement.Effect == "Deny"])
    error_message = "A data bucket's own policy allows nobody anything."
  }

  assert {
    condition = jsondecode(aws_s3_bucket_policy.this.policy).Statement[0].Condition == {
      Bool = { "aws:SecureTransport" = "false" }
    }
    error_message = "Requests without TLS must be denied."
  }

  assert {
    condition = jsondecode(aws_s3_bucket_policy.this.policy).Statement[3].Condition == {
      Null            = { "s3:x-amz-server-side-encryption-aws-kms-key-id" = "false" }
      StringNotEquals = { "s3:x-amz-server-side-encryption-aws-kms-key-id" = var.kms_key_arn }
    }
    error_message = "Only uploads that name a key may be denied, and only for another key."
  }
}

run "statements_of_the_caller_join" {
  command = plan

  variables {
    policy_documents = [
      "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"Reader\",\"Effect\":\"Allow\",\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::app-datahub-nonprod-s3-digital-lab/*\",\"Principal\":{\"AWS\":\"arn:aws:iam::851725449831:role/app-datahub-nonprod-iam-digital-lab-reader\"}}]}",
    ]
  }

  assert {
    condition     = contains([for statement in jsondecode(aws_s3_bucket_policy.this.policy).Statement : statement.Sid], "Reader")
    error_message = "The caller's statement must be in the policy."
  }

  assert {
    condition     = length(jsondecode(aws_s3_bucket_policy.this.policy).Statement) == 5
    error_message = "The caller's statement comes on top of the module's own."
  }
}

run "statements_of_a_log_bucket" {
  command = plan

  variables {
    env                   = "prod"
    scope                 = "acc"
    qualifier             = "alb-logs"
    purpose               = "elb-access-logs"
    kms_key_arn           = null
    log_source_account_id = "339712836516"
  }

  assert {
    condition = [for statement in jsondecode(aws_s3_bucket_policy.this.policy).Statement : statement.Sid] == [
      "DenyInsecureTransport", "DenyOldTls", "AllowLoadBalancerLogs",
    ]
    error_message = "Without a key there is nothing to hold uploads to."
  }

  assert {
    condition     = jsondecode(aws_s3_bucket_policy.this.policy).Statement[2].Principal == { Service = "logdelivery.elasticloadbalancing.amazonaws.com" }
    error_message = "The service writes the logs, no account does."
  }

  assert {
    condition = alltrue([
      for resource in jsondecode(aws_s3_bucket_policy.this.policy).Statement[2].Resource : endswith(resource, "/AWSLogs/339712836516/*")
    ])
    error_message = "Only load balancers of the account given may write."
  }
}
