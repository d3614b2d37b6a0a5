# at: app-datahub-prod-databricks-aws-infra
resource "aws_iam_role" "shared" {
  name = "app-datahub-prod-iam-acc-shared"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:*"
      Principal = "*" # expect: XACC-002
    }]
  })
}
