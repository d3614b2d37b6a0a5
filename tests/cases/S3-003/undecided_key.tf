# at: datamesh-manager-prod
variable "key" {
  type = string
}

variable "account_and_key" {
  type = string
}

data "terraform_remote_state" "infra" {
  backend = "http"
  config = {
    address = "https://gitlab.example.com/api/v4/projects/1101/terraform/state/prod"
  }
}

locals {
  keys = {
    given  = var.key
    built  = "arn:aws:kms:ap-southeast-2:${var.account_and_key}"
    remote = data.terraform_remote_state.infra.outputs.kms_key_arns["digital"]
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
      kms_master_key_id = each.value # undecided: S3-003 x3
    }
  }
}
