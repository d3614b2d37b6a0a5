# at: app-datahub-prod-databricks-aws-infra
data "aws_partition" "current" {}

data "aws_iam_policy_document" "wide" {
  statement {
    actions   = ["s3:GetObject", "s3:ListBucket"]
    resources = ["arn:${data.aws_partition.current.partition}:s3:::*"] # expect: IAM-002
  }

  statement {
    actions       = ["secretsmanager:GetSecretValue"]
    not_resources = ["arn:aws:secretsmanager:ap-southeast-2:339712836516:secret:root"] # expect: IAM-002
  }

  statement {
    actions   = ["kms:Decrypt", "kms:ListAliases"]
    resources = ["arn:aws:kms:*:*:key/*"] # expect: IAM-002
  }
}

resource "aws_iam_policy" "wide" {
  name   = "app-datahub-prod-iam-digital-wide"
  policy = data.aws_iam_policy_document.wide.json
}
