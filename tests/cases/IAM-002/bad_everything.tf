# at: app-datahub-prod-databricks-aws-infra
resource "aws_iam_policy" "keys" {
  name = "app-datahub-prod-iam-digital-keys"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "ec2:DescribeInstances"]
        Resource = ["arn:aws:s3:::app-datahub-prod-s3-digital-field", "*"] # expect: IAM-002
      },
      {
        Effect   = "Allow"
        Action   = "s3:PutObject"
        Resource = "arn:aws:s3:::*" # expect: IAM-002
      },
    ]
  })
}
