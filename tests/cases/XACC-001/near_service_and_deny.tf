# at: app-datahub-prod-databricks-aws-infra
variable "databricks_account_id" {
  type = string
}

resource "aws_iam_role" "task" {
  name = "app-datahub-prod-iam-acc-task"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Action    = "sts:AssumeRole"
        Principal = { Service = "ecs-tasks.amazonaws.com" }
      },
      {
        Effect    = "Deny"
        Action    = "sts:AssumeRole"
        Principal = { AWS = "arn:aws:iam::414351767826:root" }
      },
      {
        Effect    = "Allow"
        Action    = "sts:TagSession"
        Principal = { AWS = "arn:aws:iam::414351767826:root" }
      },
      {
        Effect    = "Allow"
        Action    = ["sts:AssumeRole"]
        Principal = { AWS = ["arn:aws:iam::414351767826:root"] }
        Condition = { StringEquals = { "STS:externalid" = [var.databricks_account_id] } }
      },
    ]
  })
}
