# Schemas of catalog digital_lab, and who uses them. In a stack the names come from remote state.

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
  host          = var.workspace_url
  client_id     = var.databricks_client_id
  client_secret = var.databricks_client_secret
  auth_type     = "oauth-m2m"
}

variable "workspace_url" {
  description = "URL of workspace digital-lab, from the account stack's remote state."
  type        = string
}

variable "databricks_client_id" {
  description = "Application id of the service principal that runs Terraform."
  type        = string
}

variable "databricks_client_secret" {
  description = "OAuth secret of that service principal."
  type        = string
  sensitive   = true
}

variable "storage_urls" {
  description = "Bucket roots by layer, from the infrastructure stack's remote state."
  type        = map(string)
}

variable "deployer_application_id" {
  description = "Application id of the service principal that deploys data products."
  type        = string
}

module "schemas" {
  source = "../.."

  catalog_name            = "digital_lab"
  owner                   = "datahub-platform-engineers"
  storage_credential_name = "digital_lab"
  storage_urls            = var.storage_urls

  landing_volumes = {
    files       = {}
    app_metrics = { path = "app/metrics", comment = "Exports of the customer app" }
  }

  managed_volumes = {
    checkpoints = { layer = "bronze", comment = "Checkpoints of streams" }
  }

  grants = {
    groups             = { engineers = "datahub-platform-engineers" }
    service_principals = [var.deployer_application_id]
  }
}

output "volume_paths" {
  description = "Paths that pipelines read and write."
  value       = module.schemas.volume_paths
}
