# at: databricks-workspaces/digital/field # expect: ORDER-005
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

resource "databricks_schema" "bronze" {
  catalog_name = "digital_field" # expect: ORDER-005
  name         = "bronze"
}

provider "databricks" {
  host = "https://digital-field.cloud.databricks.com" # expect: ORDER-005
}
