# at: nonprod/app-datahub-nonprod-databricks-aws-infra
resource "aws_kms_key" "digital" {}

resource "aws_kms_alias" "digital" {
  name          = "alias/app-datahub-nonprod-kms-digital"
  target_key_id = aws_kms_key.digital.key_id
}

data "aws_kms_alias" "corporate" {
  name = "alias/app-datahub-nonprod-kms-corporate"
}

data "aws_caller_identity" "current" {}

locals {
  alias = "alias/app-datahub-nonprod-kms-digital"

  keys = {
    alias      = local.alias
    id         = "1234abcd-12ab-34cd-56ef-1234567890ab"
    key_id     = aws_kms_key.digital.key_id
    key_itself = aws_kms_key.digital.id
    by_alias   = aws_kms_alias.digital.name
    alias_id   = aws_kms_alias.digital.id
    found      = data.aws_kms_alias.corporate.target_key_id

    # The ARN of an alias, known, partly known and as a reference.
    alias_arn   = "arn:aws:kms:ap-southeast-2:851725449831:alias/app-datahub-nonprod-kms-digital"
    built_arn   = "arn:aws:kms:ap-southeast-2:${data.aws_caller_identity.current.account_id}:${local.alias}"
    created_arn = aws_kms_alias.digital.arn
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
      kms_master_key_id = each.value # expect: S3-003 x10
    }
  }
}
