data "terraform_remote_state" "infra" {
  backend = "http"
  config = {
    address = "https://gitlab.example.com/api/v4/projects/1101/terraform/state/prod"
  }
}

resource "databricks_metastore" "this" {
  name         = "datahub-prod"
  region       = "ap-southeast-2"
  storage_root = "s3://${data.terraform_remote_state.infra.outputs.metastore_bucket_name}/metastore"
}
