# at: app-datahub-prod-databricks-aws-infra
resource "aws_kms_key" "digital" {}

resource "aws_kms_alias" "digital" {
  name          = "alias/app-datahub-prod-kms-digital"
  target_key_id = aws_kms_key.digital.key_id
}

data "aws_kms_alias" "corporate" {
  name = "alias/app-datahub-prod-kms-corporate"
}

data "databricks_aws_unity_catalog_policy" "digital" {
  aws_account_id = "339712836516"
  bucket_name    = "app-datahub-prod-s3-digital-field"
  role_name      = "app-datahub-prod-iam-digital-field-uc"
  kms_name       = aws_kms_alias.digital.arn # expect: KMS-007
}

resource "aws_iam_policy" "catalog" {
  name   = "app-datahub-prod-iam-digital-field-uc"
  policy = data.databricks_aws_unity_catalog_policy.digital.json
}

resource "aws_iam_policy" "reader" {
  name = "app-datahub-prod-iam-digital-reader"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["s3:GetObject"]
        Resource = "arn:aws:s3:::app-datahub-prod-s3-digital-field/*"
      },
      {
        Effect = "Allow"
        Action = ["kms:Decrypt", "kms:DescribeKey"]
        Resource = [
          aws_kms_key.digital.arn,
          "arn:aws:kms:*:339712836516:alias/app-datahub-prod-kms-digital", # expect: KMS-007
        ]
      },
    ]
  })
}

data "aws_iam_policy_document" "writer" {
  statement {
    actions   = ["kms:GenerateDataKey*"]
    resources = [data.aws_kms_alias.corporate.arn] # expect: KMS-007
  }
}

resource "aws_iam_role_policy" "writer" {
  role   = "app-datahub-prod-iam-corporate"
  policy = data.aws_iam_policy_document.writer.json
}
