# at: app-datahub-prod-databricks-aws-infra
data "terraform_remote_state" "unity_catalog" {
  backend = "http"
  config = {
    address  = "https://gitlab.example.com/api/v4/projects/1201/terraform/state/account-prod" # expect: ORDER-001
    username = "gitlab-ci-token"
    password = var.ci_job_token
  }
}

variable "ci_job_token" {
  type      = string
  sensitive = true
}
