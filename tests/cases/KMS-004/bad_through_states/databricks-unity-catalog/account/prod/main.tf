data "terraform_remote_state" "infra" {
  backend = "http"
  config = {
    address = "https://gitlab.example.com/api/v4/projects/1101/terraform/state/prod"
  }
}

variable "databricks_account_id" {
  type = string
}

resource "databricks_mws_customer_managed_keys" "storage" {
  for_each = toset(["digital", "elec-network"])

  account_id = var.databricks_account_id
  use_cases  = ["STORAGE"]

  aws_key_info {
    key_arn = data.terraform_remote_state.infra.outputs.kms_key_arns["digital"] # expect: KMS-004
  }
}
