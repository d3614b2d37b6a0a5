# at: databricks-workspaces/corporate/field
variable "catalog" {
  type = string
}

data "terraform_remote_state" "upstream" {
  for_each = { infra = "1101/terraform/state/prod", catalogs = "1201/terraform/state/corporate-bu-prod" }
  backend  = "http"
  config = {
    address = "https://gitlab.example.com/api/v4/projects/${each.value}"
  }
}

resource "databricks_schema" "silver" {
  catalog_name = var.catalog # undecided: ORDER-005
  name         = "silver"
}
