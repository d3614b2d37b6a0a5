# at: app-datahub-prod-databricks-aws-infra
resource "aws_kms_key" "digital" {}

resource "aws_kms_alias" "digital" {
  name          = "alias/app-datahub-prod-kms-digital"
  target_key_id = aws_kms_key.digital.key_id
}

data "databricks_aws_unity_catalog_policy" "digital" {
  aws_account_id = "339712836516"
  bucket_name    = "app-datahub-prod-s3-digital-field"
  role_name      = "app-datahub-prod-iam-digital-field-uc"
  kms_name       = aws_kms_key.digital.arn
}

data "databricks_aws_unity_catalog_policy" "without_key" {
  aws_account_id = "339712836516"
  bucket_name    = "app-datahub-prod-s3-digital-field"
  role_name      = "app-datahub-prod-iam-digital-field-uc"
}

resource "aws_iam_policy" "reader" {
  name = "app-datahub-prod-iam-digital-reader"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["kms:Decrypt", "kms:DescribeKey"]
      Resource = [aws_kms_key.digital.arn, aws_kms_alias.digital.target_key_arn]
    }]
  })
}
