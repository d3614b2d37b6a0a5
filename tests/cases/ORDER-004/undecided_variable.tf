# at: databricks-unity-catalog/account/prod
variable "cross_account_role_arn" {
  type = string
}

resource "databricks_mws_credentials" "this" {
  credentials_name = "digital-field"
  role_arn         = var.cross_account_role_arn # undecided: ORDER-004
}
