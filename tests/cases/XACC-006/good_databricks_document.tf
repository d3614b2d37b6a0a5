# at: app-datahub-prod-databricks-aws-infra
variable "databricks_account_id" {
  type = string
}

locals {
  role_name = "app-datahub-prod-iam-digital-uc"
}

data "databricks_aws_unity_catalog_assume_role_policy" "this" {
  aws_account_id = "339712836516"
  role_name      = local.role_name
  external_id    = var.databricks_account_id
}

data "databricks_aws_unity_catalog_policy" "this" {
  aws_account_id = "339712836516"
  bucket_name    = "app-datahub-prod-s3-digital-field"
  role_name      = local.role_name
  kms_name       = "arn:aws:kms:ap-southeast-2:339712836516:key/0b1c2d3e-aaaa-bbbb-cccc-0123456789ab"
}

resource "aws_iam_role" "uc" {
  name               = local.role_name
  assume_role_policy = data.databricks_aws_unity_catalog_assume_role_policy.this.json
}

resource "aws_iam_policy" "uc" {
  name   = "app-datahub-prod-iam-digital-uc-access"
  policy = data.databricks_aws_unity_catalog_policy.this.json
}

resource "aws_iam_role_policy_attachment" "uc" {
  role       = aws_iam_role.uc.name
  policy_arn = aws_iam_policy.uc.arn
}
