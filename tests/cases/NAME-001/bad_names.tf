# at: app-datahub-prod-databricks-aws-infra
locals {
  env = "prod"
}

resource "aws_s3_bucket" "data" {
  bucket = "jemena-digital-data" # expect: NAME-001
}

resource "aws_s3_bucket" "generated" {
  bucket_prefix = "app-datahub-prod-s3-digital-" # expect: NAME-001
}

resource "aws_kms_alias" "key" {
  name          = "alias/app-datahub-${local.env}-key-digital" # expect: NAME-001
  target_key_id = "0b1c2d3e-aaaa-bbbb-cccc-0123456789ab"
}

resource "aws_security_group" "nameless" { # expect: NAME-001
  description = "no name"
}
