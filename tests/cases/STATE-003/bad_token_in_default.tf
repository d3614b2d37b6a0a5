# at: app-datahub-prod-databricks-aws-infra
variable "state_token" {
  type    = string
  default = "glpat-0123456789abcdefghij"
}

data "terraform_remote_state" "core_network" {
  backend = "http"
  config = {
    address  = "https://gitlab.example.com/api/v4/projects/1001/terraform/state/prod"
    username = "jenkins" # expect: STATE-003
    password = var.state_token # expect: STATE-003
  }
}
