# at: app-datahub-prod-databricks-aws-infra
locals {
  accounts = { core_network = "234268347951" }
}

resource "aws_kms_key" "this" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "kms:Decrypt"
      Principal = { AWS = ["arn:aws:iam::${local.accounts.core_network}:root", "arn:aws:iam::339712836516:root"] }
      Resource  = "*"
    }]
  })
}
