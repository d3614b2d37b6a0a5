variable "endpoints_from" {
  type    = object({ project = number, state = optional(string, "prod") })
  default = { project = 1101 }
}

data "terraform_remote_state" "accounts" {
  backend = "http"
  config = {
    address = "https://gitlab.example.com/api/v4/projects/${var.endpoints_from.project}/terraform/state/${var.endpoints_from.state}" # expect: ORDER-002
  }
}
