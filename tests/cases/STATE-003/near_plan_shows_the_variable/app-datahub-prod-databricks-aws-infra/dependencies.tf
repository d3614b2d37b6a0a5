variable "ci_job_token" {
  type      = string
  sensitive = true
}

data "terraform_remote_state" "core_network" {
  backend = "http"
  config = {
    address  = "http://127.0.0.1:18099/api/v4/projects/1001/terraform/state/prod"
    username = "gitlab-ci-token"
    password = var.ci_job_token
  }
}

output "vpc_id" {
  value = data.terraform_remote_state.core_network.outputs.vpc_id
}
