# at: app-datahub-prod-databricks-aws-infra
variable "databricks_account_id" {
  type = string
}

data "databricks_aws_assume_role_policy" "this" {
  external_id = var.databricks_account_id
}

resource "aws_iam_role" "cross_account" {
  name               = "app-datahub-prod-iam-digital-field"
  assume_role_policy = data.databricks_aws_assume_role_policy.this.json
}

resource "random_id" "suffix" {
  byte_length = 4
}
