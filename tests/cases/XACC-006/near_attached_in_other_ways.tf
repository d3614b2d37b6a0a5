# at: app-datahub-prod-databricks-aws-infra
variable "databricks_account_id" {
  type = string
}

locals {
  units = toset(["digital", "corporate"])
}

data "databricks_aws_unity_catalog_assume_role_policy" "this" {
  for_each       = local.units
  aws_account_id = "339712836516"
  role_name      = "app-datahub-prod-iam-${each.key}-uc"
  external_id    = var.databricks_account_id
}

data "aws_iam_policy_document" "access" {
  for_each = local.units

  statement {
    sid       = "Data"
    actions   = ["s3:GetObject", "s3:PutObject"]
    resources = [aws_s3_bucket.data[each.key].arn, "${aws_s3_bucket.data[each.key].arn}/*"]
  }

  statement {
    sid       = "Self"
    actions   = ["sts:AssumeRole"]
    resources = [aws_iam_role.uc[each.key].arn]
  }
}

resource "aws_s3_bucket" "data" {
  for_each = local.units
  bucket   = "app-datahub-prod-s3-${each.key}-field"
}

resource "aws_iam_role" "uc" {
  for_each           = local.units
  name               = "app-datahub-prod-iam-${each.key}-uc"
  assume_role_policy = data.databricks_aws_unity_catalog_assume_role_policy.this[each.key].json
}

resource "aws_iam_policy" "uc" {
  for_each = local.units
  name     = "app-datahub-prod-iam-${each.key}-uc-access"
  policy   = data.aws_iam_policy_document.access[each.key].json
}

resource "aws_iam_policy_attachment" "uc" {
  for_each   = local.units
  name       = "uc"
  roles      = [aws_iam_role.uc[each.key].name]
  policy_arn = aws_iam_policy.uc[each.key].arn
}

resource "aws_iam_role" "with_path" {
  name = "app-datahub-prod-iam-acc-uc"
  path = "/databricks/"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect = "Allow"
      Action = "sts:AssumeRole"
      Principal = {
        AWS = [
          "arn:aws:iam::414351767826:role/unity-catalog-prod-UCMasterRole-14S5ZJVKOTYTL",
          "arn:aws:iam::339712836516:role/databricks/app-datahub-prod-iam-acc-uc",
        ]
      }
      Condition = { StringEquals = { "sts:ExternalId" = var.databricks_account_id } }
    }
  })
  managed_policy_arns = [aws_iam_policy.with_path.arn]
}

resource "aws_iam_policy" "with_path" {
  name = "app-datahub-prod-iam-acc-uc-access"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "sts:AssumeRole", Resource = "arn:aws:iam::339712836516:role/databricks/*" },
    ]
  })
}
