locals {
  states = "https://gitlab.example.com/api/v4/projects"
  upstream = {
    core_network = "1001"
    aws_infra    = "1101"
  }
}

data "terraform_remote_state" "upstream" {
  for_each = local.upstream
  backend  = "http"
  config = {
    address = "${local.states}/${each.value}/terraform/state/prod"
  }
}
