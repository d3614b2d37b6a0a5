# at: app-datahub-prod-databricks-aws-infra
data "aws_caller_identity" "current" {}

resource "aws_iam_role" "job" {
  name = "app-datahub-prod-iam-acc-job"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Action    = "sts:AssumeRole"
        Principal = { AWS = "arn:aws:iam::339712836516:root" }
      },
      {
        Effect    = "Allow"
        Action    = "sts:AssumeRoleWithWebIdentity"
        Principal = { Federated = "arn:aws:iam::234268347951:oidc-provider/gitlab.example.com" }
      },
      {
        Effect    = "Allow"
        Action    = "sts:AssumeRole"
        Principal = { AWS = aws_iam_role.other.arn }
      },
    ]
  })
}

resource "aws_iam_role" "other" {
  name = "app-datahub-prod-iam-acc-other"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}
