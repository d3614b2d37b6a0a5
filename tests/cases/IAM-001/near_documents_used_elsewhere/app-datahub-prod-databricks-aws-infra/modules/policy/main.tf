variable "policy" {
  type = string
}

resource "aws_iam_policy" "this" {
  name   = "app-datahub-prod-iam-digital-queue"
  policy = var.policy
}
