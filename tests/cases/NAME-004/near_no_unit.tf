# at: app-datahub-prod-databricks-aws-infra
variable "bu" {
  type = string
}

resource "aws_s3_bucket" "data" {
  bucket = "somebody-elses-pattern"
  tags   = { BusinessUnit = var.bu, Unit = "elecnetwork", businessunit = "gas" }
}

resource "aws_s3_bucket" "open" {
  bucket = "app-datahub-prod-s3-${var.bu}-landing"
}

resource "aws_s3_bucket" "account_wide" {
  bucket = "app-datahub-prod-s3-acc-gas"
}

resource "aws_s3_bucket" "unit_with_more_words" {
  bucket = "app-datahub-prod-s3-elec-network-field-corporate-share"
}

resource "aws_kms_key" "untagged" {
  tags = { BusinessUnit = null }
}

data "aws_kms_alias" "other" {
  name = "alias/app-datahub-prod-kms-gas"
}

resource "aws_iam_role" "other_types" {
  name               = "app-datahub-prod-iam-gas"
  assume_role_policy = "{}"
}

resource "databricks_catalog" "samples" {
  name = "samples"
}

resource "aws_s3_bucket" "switched_off" {
  count  = 0
  bucket = "app-datahub-prod-s3-gas-landing"
}
