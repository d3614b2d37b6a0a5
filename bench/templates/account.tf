terraform {
  required_providers {
    databricks = {
      source  = "databricks/databricks"
      version = "1.128.0"
    }
  }
  backend "http" {
    address = "https://gitlab.example.com/api/v4/projects/@project@/terraform/state/account-@environment@"
  }
}

provider "databricks" {
  host       = "https://accounts.cloud.databricks.com"
  account_id = var.databricks_account_id
}

variable "databricks_account_id" {
  type      = string
  sensitive = true
}

data "terraform_remote_state" "network" {
  backend = "http"
  config = {
    address = "https://gitlab.example.com/api/v4/projects/1001/terraform/state/@environment@"
  }
}

data "terraform_remote_state" "infrastructure" {
  backend = "http"
  config = {
    address = "https://gitlab.example.com/api/v4/projects/@infrastructure@/terraform/state/@environment@"
  }
}

locals {
  units   = ["digital", "corporate", "elec-network"]
  aws     = data.terraform_remote_state.infrastructure.outputs
  network = data.terraform_remote_state.network.outputs
}

resource "databricks_metastore" "this" {
  name          = "app-datahub-@environment@"
  region        = "ap-southeast-2"
  storage_root  = "s3://app-datahub-@environment@-s3-acc-metastore/"
  force_destroy = false
}

resource "databricks_metastore_data_access" "this" {
  metastore_id = databricks_metastore.this.id
  name         = "default"
  is_default   = true
  aws_iam_role {
    role_arn = local.aws.role_arns["digital"]
  }
}

resource "databricks_mws_credentials" "unit" {
  for_each         = toset(local.units)
  credentials_name = "@environment@-${each.key}"
  role_arn         = local.aws.role_arns[each.key]
}

resource "databricks_mws_storage_configurations" "unit" {
  for_each                   = toset(local.units)
  account_id                 = var.databricks_account_id
  storage_configuration_name = "@environment@-${each.key}"
  bucket_name                = local.aws.bucket_names[each.key]
}

resource "databricks_mws_customer_managed_keys" "unit" {
  for_each   = toset(local.units)
  account_id = var.databricks_account_id
  use_cases  = ["STORAGE", "MANAGED_SERVICES"]
  aws_key_info {
    key_arn   = local.aws.kms_key_arns[each.key]
    key_alias = "alias/app-datahub-@environment@-kms-${each.key}"
  }
}

resource "databricks_mws_networks" "unit" {
  for_each           = toset(local.units)
  account_id         = var.databricks_account_id
  network_name       = "@environment@-${each.key}"
  vpc_id             = local.network.vpc_id
  subnet_ids         = [for zone in range(3) : local.network.subnet_ids["private-${zone}"]]
  security_group_ids = [local.aws.security_group_id]
}

resource "databricks_mws_vpc_endpoint" "rest" {
  account_id          = var.databricks_account_id
  vpc_endpoint_name   = "@environment@-rest"
  region              = "ap-southeast-2"
  aws_vpc_endpoint_id = "vpce-0123456789abcdef0"
}

resource "databricks_mws_workspaces" "unit" {
  for_each                                 = toset(local.units)
  account_id                               = var.databricks_account_id
  workspace_name                           = "${each.key}-@stage@"
  aws_region                               = "ap-southeast-2"
  credentials_id                           = databricks_mws_credentials.unit[each.key].credentials_id
  storage_configuration_id                 = databricks_mws_storage_configurations.unit[each.key].storage_configuration_id
  network_id                               = databricks_mws_networks.unit[each.key].network_id
  storage_customer_managed_key_id          = databricks_mws_customer_managed_keys.unit[each.key].customer_managed_key_id
  managed_services_customer_managed_key_id = databricks_mws_customer_managed_keys.unit[each.key].customer_managed_key_id
}

resource "databricks_storage_credential" "unit" {
  for_each = toset(local.units)
  name     = "@environment@-${each.key}"
  aws_iam_role {
    role_arn = local.aws.role_arns[each.key]
  }
}

resource "databricks_external_location" "unit" {
  for_each        = databricks_storage_credential.unit
  name            = "@environment@-${each.key}"
  url             = "s3://${local.aws.bucket_names[each.key]}/"
  credential_name = each.value.name
}

resource "databricks_catalog" "unit" {
  for_each     = databricks_external_location.unit
  name         = replace("${each.key}_@stage@", "-", "_")
  storage_root = "${each.value.url}catalog"
}

output "catalogs" {
  value = { for unit, catalog in databricks_catalog.unit : unit => catalog.name }
}
