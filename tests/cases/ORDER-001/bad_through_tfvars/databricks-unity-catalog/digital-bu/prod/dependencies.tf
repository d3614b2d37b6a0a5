variable "workspaces_project" {
  type    = number
  default = 1101
}

data "terraform_remote_state" "workspaces" {
  backend = "http"
  config = {
    address  = "https://gitlab.example.com/api/v4/projects/${var.workspaces_project}/terraform/state/${local.state}" # expect: ORDER-001
    username = "gitlab-ci-token"
  }
}

locals {
  state = join("-", ["digital", "field"])
}
