# at: app-datahub-prod-databricks-aws-infra
variable "environment" {
  default = "prod"
}

resource "aws_s3_bucket" "landing" {
  for_each = toset(["digital", "corporate", "elec-network"])
  bucket   = "app-datahub-${var.environment}-s3-${each.key}-field-landing"
}

resource "aws_s3_bucket" "metastore" {
  bucket = "app-datahub-prod-s3-acc-metastore"
}

resource "aws_kms_alias" "key" {
  name          = "alias/app-datahub-prod-kms-elec-network"
  target_key_id = "0b1c2d3e-aaaa-bbbb-cccc-0123456789ab"
}
