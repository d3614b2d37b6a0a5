# at: app-datahub-prod-databricks-aws-infra
resource "aws_kms_alias" "digital" {
  name          = "alias/app-datahub-prod-kms-digital"
  target_key_id = "1234abcd-12ab-34cd-56ef-1234567890ab"
}

variable "bucket" {
  type = string
}

resource "aws_iam_policy" "aliases" {
  name = "app-datahub-prod-iam-acc-aliases"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # These are about the alias itself.
      {
        Effect   = "Allow"
        Action   = ["kms:CreateAlias", "kms:UpdateAlias", "kms:DeleteAlias"]
        Resource = [aws_kms_alias.digital.arn]
      },
      # The way to permit by alias.
      {
        Effect    = "Allow"
        Action    = "kms:Decrypt"
        Resource  = "*"
        Condition = { "ForAnyValue:StringEquals" = { "kms:ResourceAliases" = [aws_kms_alias.digital.name] } }
      },
      # Other services have aliases too.
      {
        Effect   = "Allow"
        Action   = "lambda:InvokeFunction"
        Resource = "arn:aws:lambda:ap-southeast-2:339712836516:function:alias/live"
      },
      # It is not known which bucket, but it is no key.
      {
        Effect   = "Allow"
        Action   = ["s3:GetObject", "kms:Decrypt"]
        Resource = ["arn:aws:s3:::${var.bucket}/*"]
      },
    ]
  })
}
