# at: app-datahub-prod-databricks-aws-infra
variable "account_id" {
  type = string
}

data "aws_caller_identity" "current" {}

resource "aws_ssm_parameter" "build" {
  name  = "/service/build"
  type  = "String"
  value = "202611250001"
}

resource "aws_s3_bucket" "x" {
  bucket = "app-datahub-prod-s3-digital-202611250001"
  tags   = { Ticket = "123456789012", Id = "1f0e2d3c-aaaa-bbbb-cccc-123456789012" }
}

resource "aws_iam_role" "own" {
  name = "app-datahub-prod-iam-digital"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Action = "sts:AssumeRole"
      Principal = {
        AWS = [
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:root",
          "arn:aws:iam::${var.account_id}:root",
        ]
      }
      Condition = { StringEquals = { "sts:ExternalId" = "123e4567-e89b-12d3-a456-426614174000" } }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "aws_managed" {
  role       = aws_iam_role.own.name
  policy_arn = "arn:aws:iam::aws:policy/CloudWatchLogsReadOnlyAccess"
}

resource "aws_ram_principal_association" "switched_off" {
  count              = 0
  principal          = "111122223333"
  resource_share_arn = "arn:aws:ram:ap-southeast-2:234268347951:resource-share/x"
}
