# at: app-datahub-prod-databricks-aws-infra
variable "databricks_account_id" {
  type = string
}

resource "aws_iam_role" "workspace" {
  name = "app-datahub-prod-iam-digital-d"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = "arn:aws:iam::414351767826:root" }
      Condition = {
        StringEquals = { "sts:ExternalId" = [var.databricks_account_id] }
        StringLike   = { "aws:PrincipalArn" = "arn:aws:iam::414351767826:role/*" }
      }
    }]
  })
}
