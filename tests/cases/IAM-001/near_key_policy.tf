# at: app-datahub-prod-databricks-aws-infra
resource "aws_kms_key" "bu" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "kms:*"
      Principal = { AWS = "arn:aws:iam::339712836516:root" }
      Resource  = "*"
    }]
  })
}

resource "aws_iam_policy" "logs" {
  name = "app-datahub-prod-iam-acc-logs"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "logs:*", Resource = "arn:aws:logs:ap-southeast-2:339712836516:log-group:app" }]
  })
}
