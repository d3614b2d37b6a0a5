data "terraform_remote_state" "infra" {
  backend = "http"
  config = {
    address = "https://gitlab.example.com/api/v4/projects/1101/terraform/state/prod"
  }
}

module "good" {
  source = "./modules/storage"

  name = "app-datahub-prod-s3-digital-dmm"
  key  = data.terraform_remote_state.infra.outputs.kms_key_arns["digital"]
}

module "bad" {
  source = "./modules/storage"

  name = "app-datahub-prod-s3-digital-dmm-exports"
  key  = data.terraform_remote_state.infra.outputs.kms_keys["digital"]
}
