# Schemas of catalog digital_lab, and who uses them: in lab, platform engineers and what they deploy.

terraform {
  required_version = ">= 1.9"

  required_providers {
    databricks = {
      source  = "databricks/databricks"
      version = "~> 1.128"
    }
  }
}

provider "databricks" {
  host          = data.terraform_remote_state.account.outputs.workspace_urls["digital-lab"]
  client_id     = var.databricks_client_id
  client_secret = var.databricks_client_secret
  auth_type     = "oauth-m2m"
}

variable "databricks_client_id" {
  description = "Application id of the service principal that runs Terraform."
  type        = string
}

variable "databricks_client_secret" {
  description = "OAuth secret of that service principal, a CI variable of the group."
  type        = string
  sensitive   = true
}

locals {
  account = data.terraform_remote_state.account.outputs
  catalog = data.terraform_remote_state.unity_catalog.outputs
  buckets = data.terraform_remote_state.aws_infra.outputs.bucket_names["digital-lab"]
}

module "schemas" {
  source = "../.."

  catalog_name            = local.catalog.catalog_names["lab"]
  owner                   = local.account.group_names["platform-engineers"]
  storage_credential_name = local.catalog.credential_names["lab"]
  storage_urls            = { for layer in ["landing", "bronze", "silver", "gold"] : layer => "s3://${local.buckets[layer]}/" }

  landing_volumes = {
    files       = {}
    app_metrics = { path = "app/metrics", comment = "Exports of the customer app" }
  }

  managed_volumes = {
    checkpoints = { layer = "bronze", comment = "Checkpoints of streams" }
  }

  grants = {
    groups             = { engineers = local.account.group_names["platform-engineers"] }
    service_principals = [local.account.sp_application_ids["digital-lab"]]
  }
}

output "schema_names" {
  description = "Names of the schemas, by layer."
  value       = module.schemas.schema_names
}

output "volume_paths" {
  description = "Paths that pipelines read and write."
  value       = module.schemas.volume_paths
}
