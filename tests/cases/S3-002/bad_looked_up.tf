# at: network-model-datastores
data "aws_kms_alias" "storage" {
  name = "alias/aws/s3"
}

data "aws_kms_key" "storage" {
  key_id = data.aws_kms_alias.storage.name
}

data "aws_caller_identity" "current" {}

data "aws_region" "current" {}

locals {
  default_key = "arn:aws:kms:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:alias/aws/s3"
  keys = {
    models  = data.aws_kms_alias.storage.target_key_arn
    exports = data.aws_kms_key.storage.arn
    imports = local.default_key
  }
}

resource "aws_s3_bucket" "this" {
  for_each = local.keys

  bucket = "app-datahub-prod-s3-elec-network-${each.key}"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  for_each = local.keys

  bucket = aws_s3_bucket.this[each.key].id

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = each.value # expect: S3-002 x3
    }
  }
}
