# at: app-datahub-prod-databricks-aws-infra
data "databricks_aws_assume_role_policy" "workspace" {
  for_each    = toset(["digital-field", "corporate-field"])
  external_id = "${each.key}-external-id" # expect: XACC-001
}

resource "aws_iam_role" "workspace" {
  for_each           = data.databricks_aws_assume_role_policy.workspace
  name               = "app-datahub-prod-iam-${each.key}"
  assume_role_policy = each.value.json
}

data "databricks_aws_unity_catalog_assume_role_policy" "metastore" {
  aws_account_id = "339712836516"
  role_name      = "app-datahub-prod-iam-acc-metastore"
  external_id    = "414351767826" # expect: XACC-001
}

resource "aws_iam_role" "metastore" {
  name               = "app-datahub-prod-iam-acc-metastore"
  assume_role_policy = data.databricks_aws_unity_catalog_assume_role_policy.metastore.json
}
