data "terraform_remote_state" "aws_infra" {
  backend = "http"
  config = {
    address = "https://gitlab.example.com/api/v4/projects/1101/terraform/state/prod"
  }
}

module "field" {
  source   = "../../modules/catalog"
  for_each = data.terraform_remote_state.aws_infra.outputs.bucket_names
  name     = each.key
  bucket   = each.value
}

module "scratch" {
  source = "../../modules/catalog"
  name   = "digital_scratch"
  bucket = "app-datahub-prod-s3-digital-scratch"
}
