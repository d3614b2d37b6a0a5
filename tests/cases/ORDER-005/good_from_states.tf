# at: databricks-workspaces/digital/field
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

data "terraform_remote_state" "unity_catalog" {
  backend = "http"
  config = {
    address = "https://gitlab.example.com/api/v4/projects/1201/terraform/state/digital-bu-prod"
  }
}

data "terraform_remote_state" "account" {
  backend = "http"
  config = {
    address = "https://gitlab.example.com/api/v4/projects/1201/terraform/state/account-prod"
  }
}

provider "databricks" {
  host = data.terraform_remote_state.account.outputs.workspace_urls["digital-field"]
}

resource "databricks_schema" "bronze" {
  catalog_name = data.terraform_remote_state.unity_catalog.outputs.catalog_names["digital_field"]
  name         = "bronze"
}

resource "databricks_instance_profile" "this" {
  instance_profile_arn = data.terraform_remote_state.aws_infra.outputs.instance_profile_arns["digital"]
}
