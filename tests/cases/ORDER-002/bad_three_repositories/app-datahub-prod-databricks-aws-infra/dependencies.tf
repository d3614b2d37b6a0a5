data "terraform_remote_state" "workspaces" {
  backend = "http"
  config = {
    address  = "https://gitlab.example.com/api/v4/projects/1301/terraform/state/digital-field" # expect: ORDER-002
    username = "gitlab-ci-token"
    password = var.ci_job_token
  }
}

variable "ci_job_token" {
  type      = string
  sensitive = true
}
