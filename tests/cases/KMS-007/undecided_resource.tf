# at: app-datahub-prod-databricks-aws-infra
variable "key" {
  type = string
}

variable "action" {
  type = string
}

data "databricks_aws_unity_catalog_policy" "digital" {
  aws_account_id = "339712836516"
  bucket_name    = "app-datahub-prod-s3-digital-field"
  role_name      = "app-datahub-prod-iam-digital-field-uc"
  kms_name       = var.key # undecided: KMS-007
}

resource "aws_iam_policy" "reader" {
  name = "app-datahub-prod-iam-digital-reader"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "kms:Decrypt"
        Resource = var.key # undecided: KMS-007
      },
      {
        Effect   = "Allow"
        Action   = "s3:GetObject"
        Resource = var.key
      },
    ]
  })
}

resource "aws_iam_policy" "some_action" {
  name = "app-datahub-prod-iam-digital-action"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = var.action # undecided: KMS-007
      Resource = "arn:aws:kms:ap-southeast-2:339712836516:alias/app-datahub-prod-kms-digital"
    }]
  })
}
