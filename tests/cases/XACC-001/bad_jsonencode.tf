# at: app-datahub-prod-databricks-aws-infra
locals {
  databricks_account = "414351767826"
}

variable "databricks_account_id" {
  type = string
}

resource "aws_iam_role" "cross_account" {
  name = "app-datahub-prod-iam-digital-field-cross-account"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = "arn:aws:iam::${local.databricks_account}:root" } # expect: XACC-001
    }]
  })
}
