# at: app-datahub-prod-databricks-aws-infra
variable "databricks_account_id" {
  type = string
}

data "databricks_aws_unity_catalog_assume_role_policy" "this" {
  aws_account_id = "851725449831"
  role_name      = "app-datahub-prod-iam-digital-uc"
  external_id    = var.databricks_account_id
}

resource "aws_iam_role" "uc" {
  name               = "app-datahub-prod-iam-digital-uc"
  assume_role_policy = data.databricks_aws_unity_catalog_assume_role_policy.this.json # expect: XACC-006
}

resource "aws_iam_role_policy" "uc" {
  role = aws_iam_role.uc.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Resource = aws_iam_role.uc.arn }]
  })
}
