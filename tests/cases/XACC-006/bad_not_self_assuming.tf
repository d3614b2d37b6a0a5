# at: app-datahub-prod-databricks-aws-infra
variable "databricks_account_id" {
  type = string
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::414351767826:role/unity-catalog-prod-UCMasterRole-14S5ZJVKOTYTL"]
    }
    condition {
      test     = "StringEquals"
      variable = "sts:ExternalId"
      values   = [var.databricks_account_id]
    }
  }
}

resource "aws_iam_role" "uc" {
  name               = "app-datahub-prod-iam-digital-uc"
  assume_role_policy = data.aws_iam_policy_document.trust.json # expect: XACC-006
}

resource "aws_iam_role_policy" "uc" {
  role = aws_iam_role.uc.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "sts:AssumeRole"
      Resource = "arn:aws:iam::339712836516:role/app-datahub-prod-iam-digital-uc"
    }]
  })
}
