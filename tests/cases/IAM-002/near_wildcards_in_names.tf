# at: app-datahub-prod-databricks-aws-infra
variable "key_arn" {
  type = string
}

resource "aws_iam_policy" "narrow" {
  name = "app-datahub-prod-iam-digital-narrow"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::app-datahub-prod-s3-digital-*/*" },
      { Effect = "Allow", Action = "kms:Decrypt", Resource = var.key_arn },
      { Effect = "Allow", Action = ["kms:ListAliases", "s3:ListAllMyBuckets", "ec2:Describe*"], Resource = "*" },
      { Effect = "Allow", Action = "ssm:GetParameter", Resource = "arn:aws:ssm:ap-southeast-2:339712836516:parameter/datahub/*" },
      { Effect = "Deny", Action = "s3:*", Resource = "*" },
    ]
  })
}
