# at: app-datahub-prod-databricks-aws-infra
data "aws_caller_identity" "current" {}

variable "databricks_account_id" {
  type = string
}

resource "aws_iam_role" "catalog" {
  name               = "app-datahub-prod-iam-digital-catalog"
  assume_role_policy = "{}"
}

# AWS's own policy.
resource "aws_kms_key" "plain" {}

resource "aws_kms_key" "digital" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "Administration"
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
      {
        Sid       = "Databricks"
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::414351767826:root" }
        Action    = ["kms:Encrypt", "kms:Decrypt"]
        Resource  = "*"
        Condition = { StringEquals = { "aws:PrincipalTag/DatabricksAccountId" = var.databricks_account_id } }
      },
      {
        Sid       = "Catalog"
        Effect    = "Allow"
        Principal = { AWS = aws_iam_role.catalog.arn }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey*"]
        Resource  = "*"
      },
    ]
  })
}
