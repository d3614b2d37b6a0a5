# Access logs of the governance applications' load balancers, kept for a year. AWS writes them with SSE-S3 only, hence
# the purpose. A load balancer names the bucket by `module.alb_logs.name` and so waits for its policy.

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

module "alb_logs" {
  source = "../.."

  env                   = "prod"
  scope                 = "acc"
  qualifier             = "dmm-alb-logs"
  purpose               = "elb-access-logs"
  log_source_account_id = "339712836516"
  lifecycle_rules       = { a-year = { expiration_days = 365 } }
  repository            = "datamesh-manager-prod"
  layer                 = 5
}

output "bucket_name" {
  description = "Name of the bucket for `aws_lb.access_logs`."
  value       = module.alb_logs.name
}
