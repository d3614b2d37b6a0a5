# at: app-datahub-prod-databricks-aws-infra
data "aws_iam_policy_document" "secrets" {
  statement {
    actions   = ["secretsmanager:*"] # expect: IAM-001
    resources = ["arn:aws:secretsmanager:ap-southeast-2:339712836516:secret:app-datahub-prod-sm-digital-*"]
  }
}

data "aws_iam_policy_document" "merged" {
  source_policy_documents = [data.aws_iam_policy_document.secrets.json]

  statement {
    actions   = ["s3:GetObject"]
    resources = ["arn:aws:s3:::app-datahub-prod-s3-digital-field/*"]
  }

  dynamic "statement" {
    for_each = { read = "kms:Decrypt", all = "kms:*" }
    content {
      sid       = statement.key
      actions   = [statement.value] # expect: IAM-001
      resources = ["arn:aws:kms:ap-southeast-2:339712836516:key/0b1c2d3e-aaaa-bbbb-cccc-0123456789ab"]
    }
  }
}

resource "aws_iam_policy" "merged" {
  name   = "app-datahub-prod-iam-digital-merged"
  policy = data.aws_iam_policy_document.merged.json
}

# handed to the workspaces' stack
data "aws_iam_policy_document" "handed_on" {
  statement {
    not_actions = ["iam:*"] # expect: IAM-001
    resources   = ["*"]
  }
}

output "boundary" {
  value = data.aws_iam_policy_document.handed_on.json
}

resource "aws_iam_group_policy" "heredoc" {
  group = "engineers"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = { Effect = "Allow", Action = "*:*", Resource = "arn:aws:s3:::app-datahub-prod-s3-digital-field" } # expect: IAM-001
  })
}
