# at: nonprod/app-datahub-nonprod-databricks-aws-infra
locals {
  key   = "arn:aws:kms:ap-southeast-2:851725449831:alias/app-datahub-prod-kms-digital"
  stage = "field"
}

data "terraform_remote_state" "core_network" {
  backend = "http"
  config = {
    address = "https://gitlab.example.com/api/v4/projects/1001/terraform/state/prod" # expect: NAME-002
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  bucket = "app-datahub-nonprod-s3-digital"
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = local.key # expect: NAME-002
    }
  }
}

data "aws_s3_bucket" "landing" {
  bucket = "app-datahub-nonprod-s3-digital-${local.stage}-landing" # expect: NAME-002
}

resource "aws_ssm_parameter" "path" {
  name = "/service/prod/token" # expect: NAME-002
  type = "String"
}

resource "aws_kms_key" "digital" {
  tags = {
    BusinessUnit = "digital"
    Environment  = "prod" # expect: NAME-002
  }
}
