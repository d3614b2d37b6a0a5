# at: app-datahub-prod-databricks-aws-infra
variable "databricks_account_id" {
  type = string
}

resource "aws_iam_role" "if_exists" {
  name = "app-datahub-prod-iam-digital-a"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = "arn:aws:iam::414351767826:root" }
      Condition = { StringEqualsIfExists = { "sts:ExternalId" = var.databricks_account_id } } # expect: XACC-003
    }]
  })
}

data "aws_iam_policy_document" "like" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::414351767826:root"]
    }
    condition {
      test     = "StringLike" # expect: XACC-003
      variable = "sts:ExternalId"
      values   = ["*"]
    }
  }
}

resource "aws_iam_role" "like" {
  name               = "app-datahub-prod-iam-digital-b"
  assume_role_policy = data.aws_iam_policy_document.like.json
}

resource "aws_iam_role" "several" {
  name = "app-datahub-prod-iam-digital-c"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = "arn:aws:iam::414351767826:root" }
      Condition = {
        StringEquals = {
          "sts:ExternalId" = [var.databricks_account_id, "00000000-0000-0000-0000-000000000000"] # expect: XACC-003
        }
      }
    }]
  })
}
