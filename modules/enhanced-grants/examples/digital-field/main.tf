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
  host          = data.terraform_remote_state.account.outputs.workspace_urls["digital-field"]
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
  catalog = data.terraform_remote_state.unity_catalog.outputs.catalog_names["field"]
}

module "grants" {
  source = "../.."

  catalog_name       = local.catalog
  schemas            = { for layer in ["landing", "bronze", "silver", "gold"] : layer => "${local.catalog}.${layer}" }
  service_principals = [local.account.sp_application_ids["digital-field"]]

  groups = {
    for persona in ["engineers", "analysts", "scientists", "viewers"] : persona => local.account.group_names["digital-field-${persona}"]
  }

  table_scoped_personas = ["viewers"]
  tables                = { "${local.catalog}.gold.outage_summary" = ["viewers"] }
}

output "schema_privileges" {
  description = "What is granted, by layer and principal."
  value       = module.grants.schema_privileges
}
