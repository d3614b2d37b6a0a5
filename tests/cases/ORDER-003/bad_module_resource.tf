# at: databricks-unity-catalog/account/prod
resource "databricks_schema" "bronze" { # expect: ORDER-003
  for_each     = toset(["digital_field", "corporate_field"])
  catalog_name = each.key
  name         = "bronze"
}

data "aws_caller_identity" "current" {} # expect: ORDER-003

resource "databricks_mws_credentials" "this" {
  credentials_name = "digital-field"
  role_arn         = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/x"
}
