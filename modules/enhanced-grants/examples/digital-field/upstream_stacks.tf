data "terraform_remote_state" "account" {
  backend = "http"

  config = {
    address  = "https://gitlab.example.com/api/v4/projects/1201/terraform/state/account-prod"
    username = "gitlab-ci-token"
    password = var.ci_job_token
  }
}

data "terraform_remote_state" "unity_catalog" {
  backend = "http"

  config = {
    address  = "https://gitlab.example.com/api/v4/projects/1201/terraform/state/digital-bu-prod"
    username = "gitlab-ci-token"
    password = var.ci_job_token
  }
}

variable "ci_job_token" {
  description = "Token of the CI job, which may read the states of the layers below."
  type        = string
  sensitive   = true
}
