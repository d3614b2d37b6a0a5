# at: app-datahub-prod-databricks-aws-infra
variable "databricks_account_id" {
  type = string
}

locals {
  role_name = "app-datahub-prod-iam-corporate-uc"
}

resource "aws_iam_role" "uc" {
  name = local.role_name
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Action    = "sts:AssumeRole"
        Principal = { AWS = "arn:aws:iam::414351767826:role/unity-catalog-prod-UCMasterRole-14S5ZJVKOTYTL" }
        Condition = { StringEquals = { "sts:ExternalId" = var.databricks_account_id } }
      },
      {
        Effect    = "Allow"
        Action    = "sts:AssumeRole"
        Principal = { AWS = "arn:aws:iam::339712836516:root" } # expect: XACC-006
        Condition = { ArnLike = { "aws:PrincipalArn" = "arn:aws:iam::339712836516:role/${local.role_name}" } }
      },
    ]
  })
}

resource "aws_iam_role_policy" "uc" {
  role = aws_iam_role.uc.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Resource = "arn:aws:iam::339712836516:role/${local.role_name}" }]
  })
}
