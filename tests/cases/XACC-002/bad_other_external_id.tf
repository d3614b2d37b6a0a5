# at: app-datahub-prod-databricks-aws-infra
locals {
  deployers = {
    network  = "234268347951"
    security = "484357440923"
  }
}

resource "aws_iam_role" "deployer" {
  for_each = local.deployers
  name     = "app-datahub-prod-iam-acc-${each.key}"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = each.value }
      Condition = { StringEquals = { "sts:ExternalId" = each.key } } # expect: XACC-002
    }]
  })
}

resource "aws_iam_role" "all_but_one" {
  name = "app-datahub-prod-iam-acc-all-but-one"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect       = "Allow"
      Action       = "sts:AssumeRole"
      NotPrincipal = { AWS = "arn:aws:iam::234268347951:root" } # expect: XACC-002
    }]
  })
}
