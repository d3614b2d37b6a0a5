# at: databricks-unity-catalog/digital-bu/prod
data "terraform_remote_state" "corporate" {
  backend = "http"
  config = {
    address  = "https://gitlab.example.com/api/v4/projects/1201/terraform/state/corporate-bu-prod" # expect: ORDER-001
    username = "gitlab-ci-token"
    password = var.ci_job_token
  }
}

variable "ci_job_token" {
  type      = string
  sensitive = true
}
