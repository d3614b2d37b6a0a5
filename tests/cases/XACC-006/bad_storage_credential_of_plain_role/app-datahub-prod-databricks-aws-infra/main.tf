variable "databricks_account_id" {
  type = string
}

data "databricks_aws_assume_role_policy" "this" {
  external_id = var.databricks_account_id
}

resource "aws_iam_role" "uc" {
  name               = "app-datahub-prod-iam-digital-uc"
  assume_role_policy = data.databricks_aws_assume_role_policy.this.json # expect: XACC-006
}

output "uc_role_arns" {
  value = { digital = aws_iam_role.uc.arn }
}
