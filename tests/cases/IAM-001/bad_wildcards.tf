# at: app-datahub-prod-databricks-aws-infra
variable "bucket_arn" {
  type = string
}

resource "aws_iam_policy" "engineers" {
  name = "app-datahub-prod-iam-digital-engineers"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["s3:*", "s3:GetObject"] # expect: IAM-001
      Resource = [var.bucket_arn, "${var.bucket_arn}/*"]
    }]
  })
}

data "aws_iam_policy_document" "admin" {
  statement {
    actions   = ["*"] # expect: IAM-001
    resources = ["arn:aws:s3:::app-datahub-prod-s3-digital-field"]
  }
}

resource "aws_iam_role_policy" "admin" {
  role   = "app-datahub-prod-iam-digital-admin"
  policy = data.aws_iam_policy_document.admin.json
}

resource "aws_iam_role" "inline" {
  name = "app-datahub-prod-iam-digital-inline"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
  inline_policy {
    name = "keys"
    policy = jsonencode({
      Version   = "2012-10-17"
      Statement = [{ Effect = "Allow", Action = "kms:*", Resource = "arn:aws:kms:ap-southeast-2:339712836516:key/x" }] # expect: IAM-001
    })
  }
}
