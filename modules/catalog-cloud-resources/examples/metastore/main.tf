# Storage of the metastore, with its own key. The bucket's name is fixed: every workspace of the environment depends on it.

terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

provider "aws" {
  region              = "ap-southeast-2"
  allowed_account_ids = ["851725449831"]
}

variable "databricks_account_id" {
  description = "Databricks account id, a UUID, from the CI variable of the group."
  type        = string
}

resource "aws_kms_key" "metastore" {
  description             = "Unity Catalog metastore, nonprod"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = data.aws_iam_policy_document.key.json

  tags = {
    BusinessUnit = "shared"
    Environment  = "nonprod"
    Layer        = "1"
    Repository   = "app-datahub-nonprod-databricks-aws-infra"
  }

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_kms_alias" "metastore" {
  name          = "alias/app-datahub-nonprod-kms-acc-metastore"
  target_key_id = aws_kms_key.metastore.key_id
}

# The account decides by IAM who uses the key.
data "aws_iam_policy_document" "key" {
  #checkov:skip=CKV_AWS_109: The policy of a key: its resource is the key, and without the account nobody could change it
  #checkov:skip=CKV_AWS_111: The policy of a key: its resource is the key
  #checkov:skip=CKV_AWS_356: The policy of a key: its resource is the key
  statement {
    sid       = "AccountAdministersTheKey"
    actions   = ["kms:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::851725449831:root"]
    }
  }
}

module "metastore" {
  source = "../.."

  env                   = "nonprod"
  aws_account_id        = "851725449831"
  databricks_account_id = var.databricks_account_id
  kms_key_arn           = aws_kms_key.metastore.arn
  repository            = "app-datahub-nonprod-databricks-aws-infra"
}

output "metastore_bucket_name" {
  description = "Name of the bucket for `databricks_metastore.storage_root`."
  value       = module.metastore.bucket_names["metastore"]
}

output "metastore_role_arn" {
  description = "ARN of the role for `databricks_metastore_data_access`."
  value       = module.metastore.uc_role_arn
}
