# at: app-datahub-prod-databricks-aws-infra
resource "aws_s3_bucket" "data" {
  bucket = "app-datahub-prod-s3-digital-field"
}

resource "aws_iam_policy" "jobs" {
  name = "app-datahub-prod-iam-digital-jobs"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["s3:GetObject"], Resource = [aws_s3_bucket.data.arn, "${aws_s3_bucket.data.arn}/*"] },
      { Effect = "Allow", Action = ["ec2:DescribeSubnets", "kms:ListAliases"], Resource = "*" },
      { Effect = "Deny", Action = "s3:DeleteObject", Resource = "*" },
    ]
  })
}
