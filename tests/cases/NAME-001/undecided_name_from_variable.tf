# at: app-datahub-prod-databricks-aws-infra
variable "bucket" {
  type = string
}

variable "create" {
  type = bool
}

resource "random_pet" "suffix" {}

resource "aws_s3_bucket" "data" {
  bucket = var.bucket # undecided: NAME-001
}

resource "aws_s3_bucket" "end_open" {
  bucket = "app-datahub-prod-s3-digital-${random_pet.suffix.id}" # undecided: NAME-001
}

resource "aws_kms_alias" "unit_open" {
  name          = "alias/app-datahub-prod-kms-${var.bucket}" # undecided: NAME-001
  target_key_id = "0b1c2d3e-aaaa-bbbb-cccc-0123456789ab"
}

resource "aws_s3_bucket" "perhaps" {
  count  = var.create ? 1 : 0
  bucket = "jemena-digital-data" # undecided: NAME-001
}
