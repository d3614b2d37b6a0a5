variable "name" {
  type = string
}

variable "url" {
  type = string
}

resource "databricks_external_location" "root" {
  name            = var.name
  url             = var.url # expect: ORDER-004
  credential_name = var.name
}
