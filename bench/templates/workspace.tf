terraform {
  required_providers {
    databricks = {
      source  = "databricks/databricks"
      version = "1.128.0"
    }
  }
  backend "http" {
    address = "https://gitlab.example.com/api/v4/projects/@project@/terraform/state/@unit@-@stage@"
  }
}

provider "databricks" {
  host = "https://@unit@-@stage@.cloud.databricks.com"
}

data "terraform_remote_state" "account" {
  backend = "http"
  config = {
    address = "https://gitlab.example.com/api/v4/projects/1201/terraform/state/account-@environment@"
  }
}

locals {
  catalog = data.terraform_remote_state.account.outputs.catalogs["@unit@"]
  layers  = ["bronze", "silver", "gold"]
  domains = [@domains@]
  schemas = { for pair in setproduct(local.domains, local.layers) : join("_", pair) => { domain = pair[0], layer = pair[1] } }
}

resource "databricks_schema" "this" {
  for_each     = local.schemas
  catalog_name = local.catalog
  name         = each.key
  comment      = "The ${each.value.layer} tables of ${each.value.domain}"
}

resource "databricks_volume" "landing" {
  for_each     = { for name, schema in local.schemas : name => schema if schema.layer == "bronze" }
  catalog_name = local.catalog
  schema_name  = databricks_schema.this[each.key].name
  name         = "landing"
  volume_type  = "MANAGED"
}

resource "databricks_grants" "schema" {
  for_each = databricks_schema.this
  schema   = "${local.catalog}.${each.value.name}"
  dynamic "grant" {
    for_each = { "@unit@-engineers" = ["USE_SCHEMA", "SELECT", "MODIFY"], "@unit@-readers" = ["USE_SCHEMA", "SELECT"] }
    content {
      principal  = grant.key
      privileges = grant.value
    }
  }
}

resource "databricks_instance_pool" "this" {
  instance_pool_name                    = "@unit@-@stage@"
  min_idle_instances                    = 0
  max_capacity                          = 20
  node_type_id                          = "m6gd.large"
  idle_instance_autotermination_minutes = 15
}

resource "databricks_cluster" "shared" {
  cluster_name            = "@unit@-@stage@-shared"
  spark_version           = "15.4.x-scala2.12"
  instance_pool_id        = databricks_instance_pool.this.id
  autotermination_minutes = 20
  autoscale {
    min_workers = 1
    max_workers = 8
  }
}
