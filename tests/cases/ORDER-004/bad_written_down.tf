# at: databricks-unity-catalog/digital-bu/prod
locals {
  role_arn = "arn:aws:iam::339712836516:role/app-datahub-prod-iam-digital-uc"
}

resource "databricks_storage_credential" "this" {
  name = "digital_field"
  aws_iam_role {
    role_arn = local.role_arn # expect: ORDER-004
  }
}

resource "databricks_external_location" "root" {
  name            = "digital_field"
  url             = "s3://app-datahub-prod-s3-digital-field/" # expect: ORDER-004
  credential_name = databricks_storage_credential.this.name
}

resource "databricks_catalog" "this" {
  name         = "digital_field"
  storage_root = databricks_external_location.root.url # expect: ORDER-004
}
