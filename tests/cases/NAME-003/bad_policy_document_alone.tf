# at: app-datahub-prod-databricks-aws-infra
data "aws_iam_policy_document" "handed_out" {
  statement {
    actions = ["s3:ListBucket"]
    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalAccount"
      values   = ["339712836516", "888888888888"] # expect: NAME-003
    }
  }
}
