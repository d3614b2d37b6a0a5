# at: app-datahub-prod-databricks-aws-infra
locals {
  core_network = {
    address  = "https://gitlab.example.com/api/v4/projects/1001/terraform/state/prod"
    username = "gitlab-ci-token"
    headers  = { "Private-Token" = "glpat-0123456789abcdefghij" }
  }
}

data "terraform_remote_state" "headers" {
  backend = "http"
  config  = local.core_network # expect: STATE-003
}

data "terraform_remote_state" "in_address" {
  backend = "http"
  config = {
    address = "https://ci:s3cr3t-value@gitlab.example.com/api/v4/projects/1001/terraform/state/prod" # expect: STATE-003
  }
}

data "terraform_remote_state" "bucket" {
  backend = "s3"
  config = {
    bucket     = "app-datahub-prod-s3-acc-state"
    key        = "prod"
    secret_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" # expect: STATE-003
  }
}
