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
  description = "Databricks account id, a UUID, a CI variable of the group."
  type        = string
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
