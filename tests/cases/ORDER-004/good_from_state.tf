# at: databricks-unity-catalog/digital-bu/prod
data "terraform_remote_state" "aws_infra" {
  backend = "http"
  config = {
    address  = "https://gitlab.example.com/api/v4/projects/1101/terraform/state/prod"
    username = "gitlab-ci-token"
    password = var.ci_job_token
  }
}

variable "ci_job_token" {
  type      = string
  sensitive = true
}

locals {
  infra = data.terraform_remote_state.aws_infra.outputs
}

resource "databricks_storage_credential" "this" {
  name = "digital_field"
  aws_iam_role {
    role_arn = local.infra.uc_role_arns["digital"]
  }
}

resource "databricks_external_location" "root" {
  name            = "digital_field"
  url             = "s3://${local.infra.bucket_names["digital"]}/"
  credential_name = databricks_storage_credential.this.name
}

resource "databricks_catalog" "this" {
  name         = "digital_field"
  storage_root = databricks_external_location.root.url
}
