# at: network-model-ewb-prod
locals {
  states = {
    core_network = "1001/terraform/state/prod"
    unknown      = "9999/terraform/state/prod"
  }
}

data "terraform_remote_state" "upstream" {
  for_each = local.states
  backend  = "http"
  config = {
    address = "https://gitlab.example.com/api/v4/projects/${each.value}" # expect: ORDER-001
  }
}

variable "project_id" {
  type = number
}

data "terraform_remote_state" "from_variable" {
  backend = "http"
  config = {
    address = "https://gitlab.example.com/api/v4/projects/${var.project_id}/terraform/state/prod" # expect: ORDER-001
  }
}

data "terraform_remote_state" "bucket" {
  backend = "s3" # expect: ORDER-001
  config = {
    bucket = "app-datahub-prod-s3-acc-state"
    key    = "prod"
    region = "ap-southeast-2"
  }
}
