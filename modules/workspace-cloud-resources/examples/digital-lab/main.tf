# AWS side of workspace digital-lab, in the network that core-network shares with the account.

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

locals {
  core = data.terraform_remote_state.core_network.outputs
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

  network = {
    owner_account_id           = "234268347951"
    vpc_id                     = local.core.vpc_ids["nonprod"]
    private_subnet_ids         = local.core.private_subnet_ids["digital-lab"]
    endpoint_security_group_id = local.core.endpoint_sg_id
    s3_prefix_list_id          = local.core.s3_prefix_list_id

    # The database tier of slot 0 and the resolver of the network, in the subnet plan.
    database_cidrs = ["10.34.78.96/27", "10.34.78.128/27", "10.34.78.160/27"]
    resolver_cidrs = ["10.34.0.2/32"]
  }
}

output "cross_account_role_arn" {
  description = "ARN of the role for the credentials of layer 2."
  value       = module.digital_lab.cross_account_role_arn
}

output "instance_profile_arn" {
  description = "ARN of the instance profile that layer 3 registers."
  value       = module.digital_lab.instance_profile_arn
}
