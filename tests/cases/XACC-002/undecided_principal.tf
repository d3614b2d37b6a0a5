# at: app-datahub-prod-databricks-aws-infra
variable "partner_role_arn" {
  type = string
}

resource "aws_iam_role" "partner" {
  name = "app-datahub-prod-iam-acc-partner"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = var.partner_role_arn } # undecided: XACC-002
    }]
  })
}
