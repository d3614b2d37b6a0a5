# at: app-datahub-prod-databricks-aws-infra
data "aws_iam_policy_document" "metrics" {
  statement {
    actions   = ["cloudwatch:PutMetricData", "ecr:GetAuthorizationToken", "logs:CreateLogGroup"]
    resources = ["*"]
  }
}

resource "aws_iam_policy" "metrics" {
  name   = "app-datahub-prod-iam-acc-metrics"
  policy = data.aws_iam_policy_document.metrics.json
}
