data "terraform_remote_state" "core_network" {
  backend = "http"

  config = {
    address  = "https://gitlab.example.com/api/v4/projects/1001/terraform/state/nonprod"
    username = "gitlab-ci-token"
    password = var.ci_job_token
  }
}

variable "ci_job_token" {
  description = "Token of the CI job, which may read the states of the layers below."
  type        = string
  sensitive   = true
}
