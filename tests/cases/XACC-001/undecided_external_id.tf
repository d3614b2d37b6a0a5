# at: app-datahub-prod-databricks-aws-infra
variable "partner_id" {
  type = string
}

resource "aws_iam_role" "cross_account" {
  name = "app-datahub-prod-iam-digital-field-cross-account"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = "arn:aws:iam::414351767826:root" }
      Condition = { StringEquals = { "sts:ExternalId" = var.partner_id } } # undecided: XACC-001
    }]
  })
}
