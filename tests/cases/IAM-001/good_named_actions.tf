# at: app-datahub-prod-databricks-aws-infra
resource "aws_iam_policy" "readers" {
  name = "app-datahub-prod-iam-digital-readers"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["s3:Get*", "s3:ListBucket"], Resource = "arn:aws:s3:::app-datahub-prod-s3-digital-field" },
      { Effect = "Deny", Action = "s3:*", Resource = "*" },
    ]
  })
}
