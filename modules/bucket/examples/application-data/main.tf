# Exports of the network model, which is a business unit's data: encrypted with its key, kept for a year. Whoever uploads
# names no key, or this one.

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
  allowed_account_ids = ["339712836516"]
}

module "exports" {
  source = "../.."

  env         = "prod"
  scope       = "elec-network-field"
  qualifier   = "network-model"
  kms_key_arn = data.terraform_remote_state.aws_infra.outputs.kms_key_arns["elec-network"]
  versioning  = "Enabled"
  repository  = "network-model-datastores"
  layer       = 5

  lifecycle_rules = {
    exports = {
      prefix                             = "exports/"
      expiration_days                    = 365
      noncurrent_version_expiration_days = 30
      transitions                        = { STANDARD_IA = 30 }
    }
  }
}

output "bucket_name" {
  description = "Name of the bucket that the application writes its exports to."
  value       = module.exports.name
}
