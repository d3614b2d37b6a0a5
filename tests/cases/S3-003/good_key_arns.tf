# at: nonprod/app-datahub-nonprod-databricks-aws-infra
resource "aws_kms_key" "digital" {}

resource "aws_kms_alias" "digital" {
  name          = "alias/app-datahub-nonprod-kms-digital"
  target_key_id = aws_kms_key.digital.key_id
}

data "aws_kms_alias" "corporate" {
  name = "alias/app-datahub-nonprod-kms-corporate"
}

data "aws_kms_key" "corporate" {
  key_id = "alias/app-datahub-nonprod-kms-corporate"
}

data "aws_caller_identity" "current" {}

variable "second" {
  type = bool
}

locals {
  keys = {
    literal      = "arn:aws:kms:ap-southeast-2:851725449831:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    multi_region = "arn:aws:kms:ap-southeast-2:851725449831:key/mrk-1234abcd12ab34cd56ef1234567890ab"
    created      = aws_kms_key.digital.arn
    by_alias     = aws_kms_alias.digital.target_key_arn
    found        = data.aws_kms_alias.corporate.target_key_arn
    found_key    = data.aws_kms_key.corporate.arn
    built        = format("arn:aws:kms:ap-southeast-2:%s:key/%s", data.aws_caller_identity.current.account_id, aws_kms_key.digital.key_id)
    one_of_two   = var.second ? aws_kms_key.digital.arn : data.aws_kms_key.corporate.arn
  }
}

resource "aws_s3_bucket" "this" {
  for_each = local.keys

  bucket = "app-datahub-nonprod-s3-digital-lab-${replace(each.key, "_", "-")}"
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
