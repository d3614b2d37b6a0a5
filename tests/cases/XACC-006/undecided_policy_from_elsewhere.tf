# at: app-datahub-prod-databricks-aws-infra
variable "databricks_account_id" {
  type = string
}

variable "access_policy_arn" {
  type = string
}

variable "access_policy" {
  type = string
}

locals {
  role_names = ["app-datahub-prod-iam-digital-uc", "app-datahub-prod-iam-corporate-uc"]
}

data "databricks_aws_unity_catalog_assume_role_policy" "this" {
  count          = length(local.role_names)
  aws_account_id = "339712836516"
  role_name      = local.role_names[count.index]
  external_id    = var.databricks_account_id
}

resource "aws_iam_role" "digital" {
  name               = local.role_names[0]
  assume_role_policy = data.databricks_aws_unity_catalog_assume_role_policy.this[0].json
}

resource "aws_iam_role_policy_attachment" "digital" {
  role       = aws_iam_role.digital.name
  policy_arn = var.access_policy_arn # undecided: XACC-006
}

resource "aws_iam_role" "corporate" {
  name               = local.role_names[1]
  assume_role_policy = data.databricks_aws_unity_catalog_assume_role_policy.this[1].json
}

resource "aws_iam_role_policy" "corporate" {
  role   = aws_iam_role.corporate.id
  policy = var.access_policy # undecided: XACC-006
}
