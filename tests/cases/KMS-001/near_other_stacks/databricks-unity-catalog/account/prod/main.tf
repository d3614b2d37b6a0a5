resource "databricks_mws_customer_managed_keys" "digital" {
  account_id = var.databricks_account_id
  use_cases  = ["STORAGE"]

  aws_key_info {
    key_arn = "arn:aws:kms:ap-southeast-2:339712836516:key/1234abcd-12ab-34cd-56ef-1234567890ab"
  }
}

variable "databricks_account_id" {
  type = string
}
