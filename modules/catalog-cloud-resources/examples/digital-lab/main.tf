# Storage of catalog digital_lab: five buckets, and the role through which Unity Catalog reaches them.

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

module "digital_lab" {
  source = "../.."

  env                   = "nonprod"
  bu                    = "digital"
  stage                 = "lab"
  aws_account_id        = "851725449831"
  databricks_account_id = var.databricks_account_id
  kms_key_arn           = aws_kms_key.digital.arn
  repository            = "app-datahub-nonprod-databricks-aws-infra"
  file_events           = true

  bucket_settings = {
    landing = { lifecycle_rules = { arrived = { expiration_days = 90 } } }
  }
}

output "uc_role_arn" {
  description = "ARN of the role for the storage credential of layer 2."
  value       = module.digital_lab.uc_role_arn
}

output "bucket_urls" {
  description = "Bucket roots for the catalog of layer 2 and the schemas of layer 3."
  value       = module.digital_lab.bucket_urls
}
