data "terraform_remote_state" "aws_infra" {
  backend = "http"
  config = {
    address = "https://gitlab.example.com/api/v4/projects/1101/terraform/state/prod"
  }
}

resource "databricks_storage_credential" "this" {
  name = "digital_field"
  aws_iam_role {
    role_arn = data.terraform_remote_state.aws_infra.outputs.uc_role_arns["digital"]
  }
}
