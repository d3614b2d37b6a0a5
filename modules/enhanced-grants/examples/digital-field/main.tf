# Access to the schemas of catalog digital_field by persona. Viewers read one table of gold, not all of it.

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
  description = "URL of workspace digital-field, from the account stack's remote state."
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

variable "deployer_application_id" {
  description = "Application id of the service principal that deploys data products."
  type        = string
}

module "grants" {
  source = "../.."

  catalog_name       = "digital_field"
  schemas            = { for layer in ["landing", "bronze", "silver", "gold"] : layer => "digital_field.${layer}" }
  service_principals = [var.deployer_application_id]

  groups = {
    for persona in ["engineers", "analysts", "scientists", "viewers"] : persona => "datahub-digital-field-${persona}"
  }

  table_scoped_personas = ["viewers"]
  tables                = { "digital_field.gold.outage_summary" = ["viewers"] }
}

output "schema_privileges" {
  description = "What is granted, by layer and principal."
  value       = module.grants.schema_privileges
}
