data "terraform_remote_state" "core_network" {
  backend = "http"
  config = {
    address = "https://gitlab.example.com/api/v4/projects/1001/terraform/state/prod"
  }
}
