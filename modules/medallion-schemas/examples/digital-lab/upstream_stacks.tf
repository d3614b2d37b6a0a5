data "terraform_remote_state" "aws_infra" {
  backend = "http"

  config = {
    address  = "https://gitlab.example.com/api/v4/projects/1102/terraform/state/nonprod"
    username = "gitlab-ci-token"
    password = var.ci_job_token
  }
}

data "terraform_remote_state" "account" {
  backend = "http"

  config = {
    address  = "https://gitlab.example.com/api/v4/projects/1201/terraform/state/account-nonprod"
    username = "gitlab-ci-token"
    password = var.ci_job_token
  }
}

data "terraform_remote_state" "unity_catalog" {
  backend = "http"

  config = {
    address  = "https://gitlab.example.com/api/v4/projects/1201/terraform/state/digital-bu-nonprod"
    username = "gitlab-ci-token"
    password = var.ci_job_token
  }
}

variable "ci_job_token" {
  description = "Token of the CI job, which may read the states of the layers below."
  type        = string
  sensitive   = true
}
