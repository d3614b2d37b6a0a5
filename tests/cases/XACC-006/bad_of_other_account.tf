# at: app-datahub-prod-databricks-aws-infra
variable "databricks_account_id" {
  type = string
}

data "databricks_aws_unity_catalog_assume_role_policy" "this" {
  aws_account_id = "851725449831" # expect: XACC-006
  role_name      = "app-datahub-prod-iam-digital-uc"
  external_id    = var.databricks_account_id
}

resource "aws_iam_role" "uc" {
  name               = "app-datahub-prod-iam-digital-uc"
  assume_role_policy = data.databricks_aws_unity_catalog_assume_role_policy.this.json
}

resource "aws_iam_role_policy" "uc" {
  role = aws_iam_role.uc.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Resource = aws_iam_role.uc.arn }]
  })
}

data "databricks_aws_unity_catalog_assume_role_policy" "corporate" {
  aws_account_id        = "339712836516"
  role_name             = "app-datahub-prod-iam-corporate-uc"
  external_id           = var.databricks_account_id
  unity_catalog_iam_arn = "arn:aws:iam::999999999999:role/unity-catalog-custom" # expect: XACC-006
}

resource "aws_iam_role" "corporate" {
  name               = "app-datahub-prod-iam-corporate-uc"
  assume_role_policy = data.databricks_aws_unity_catalog_assume_role_policy.corporate.json
}

data "databricks_aws_unity_catalog_assume_role_policy" "sparky" {
  aws_account_id = "339712836516"
  role_name      = "app-datahub-prod-iam-sparky" # expect: XACC-006
  external_id    = var.databricks_account_id
}

resource "aws_iam_role" "sparky" {
  name               = "app-datahub-prod-iam-sparky-uc"
  assume_role_policy = data.databricks_aws_unity_catalog_assume_role_policy.sparky.json
  inline_policy {
    name   = "self"
    policy = jsonencode({ Statement = { Effect = "Allow", Action = "sts:*", Resource = "arn:aws:iam::339712836516:role/app-datahub-prod-iam-sparky-uc" } })
  }
}
