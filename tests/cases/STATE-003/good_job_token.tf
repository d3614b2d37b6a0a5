# at: app-datahub-prod-databricks-aws-infra
variable "ci_job_token" {
  type      = string
  sensitive = true
}

data "terraform_remote_state" "core_network" {
  backend = "http"
  config = {
    address  = "https://gitlab.example.com/api/v4/projects/1001/terraform/state/prod"
    username = "gitlab-ci-token"
    password = var.ci_job_token
  }
}
