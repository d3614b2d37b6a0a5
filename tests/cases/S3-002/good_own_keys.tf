# at: datamesh-manager-prod
data "terraform_remote_state" "infra" {
  backend = "http"
  config = {
    address = "https://gitlab.example.com/api/v4/projects/1101/terraform/state/prod"
  }
}

data "aws_kms_alias" "own" {
  name = "alias/app-datahub-prod-kms-digital"
}

data "aws_caller_identity" "current" {}

resource "aws_kms_key" "digital" {}

resource "aws_kms_alias" "digital" {
  name          = "alias/app-datahub-prod-kms-digital"
  target_key_id = aws_kms_key.digital.id
}

locals {
  keys = {
    created = aws_kms_key.digital.arn
    alias   = aws_kms_alias.digital.arn
    remote  = data.terraform_remote_state.infra.outputs.kms_key_arns["digital"]
    literal = "arn:aws:kms:ap-southeast-2:339712836516:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    found   = data.aws_kms_alias.own.target_key_arn
    built   = "arn:aws:kms:ap-southeast-2:${data.aws_caller_identity.current.account_id}:alias/app-datahub-prod-kms-digital"
  }
}

resource "aws_s3_bucket" "this" {
  for_each = local.keys

  bucket = "app-datahub-prod-s3-digital-${each.key}"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  for_each = local.keys

  bucket = aws_s3_bucket.this[each.key].id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = each.value
    }
  }
}
