# at: network-model-ewb-prod
variable "datastores_project" {
  default = 1502
}

data "terraform_remote_state" "datastores" {
  count   = 1
  backend = "http"
  config = {
    address = format("%s/%d/terraform/state/%s", "https://gitlab.example.com/api/v4/projects", var.datastores_project, "prod")
  }
}
