# at: app-datahub-prod-databricks-aws-infra
variable "policy_json" {
  type = string
}

resource "aws_iam_policy" "given" {
  name   = "app-datahub-prod-iam-acc-given"
  policy = var.policy_json # undecided: IAM-001
}
