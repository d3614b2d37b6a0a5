# AWS side of workspace digital-lab. In a stack `network` comes from core-network's remote state.

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

variable "kms_key_arn" {
  description = "ARN of the key of business unit digital."
  type        = string
}

variable "network" {
  description = "What core-network shares with the workspace."
  type = object({
    owner_account_id           = string
    vpc_id                     = string
    private_subnet_ids         = list(string)
    endpoint_security_group_id = string
    s3_prefix_list_id          = string
    database_cidrs             = list(string)
    resolver_cidrs             = list(string)
  })
}

module "digital_lab" {
  source = "../.."

  env                   = "nonprod"
  bu                    = "digital"
  stage                 = "lab"
  aws_account_id        = "851725449831"
  databricks_account_id = var.databricks_account_id
  kms_key_arn           = var.kms_key_arn
  network               = var.network
  repository            = "app-datahub-nonprod-databricks-aws-infra"
}

output "cross_account_role_arn" {
  description = "ARN of the role for the credentials of layer 2."
  value       = module.digital_lab.cross_account_role_arn
}

output "instance_profile_arn" {
  description = "ARN of the instance profile that layer 3 registers."
  value       = module.digital_lab.instance_profile_arn
}
