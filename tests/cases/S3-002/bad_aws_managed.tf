# at: app-datahub-prod-databricks-aws-infra
variable "kms_key_arn" {
  type    = string
  default = null
}

locals {
  keys = {
    landing = "alias/aws/s3"
    bronze  = "arn:aws:kms:ap-southeast-2:339712836516:alias/aws/s3"
    silver  = ""
    gold    = aws_kms_key.digital.arn
  }
}

resource "aws_kms_key" "digital" {}

resource "aws_s3_bucket" "scratch" {
  bucket = "app-datahub-prod-s3-digital-field-scratch"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "scratch" {
  bucket = aws_s3_bucket.scratch.id

  rule {
    apply_server_side_encryption_by_default { # expect: S3-002
      sse_algorithm = "aws:kms"
    }
  }
}

resource "aws_s3_bucket" "medallion" {
  for_each = local.keys

  bucket = "app-datahub-prod-s3-digital-field-${each.key}"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "medallion" {
  for_each = local.keys

  bucket = aws_s3_bucket.medallion[each.key].id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = each.value # expect: S3-002 x3
    }
  }
}

resource "aws_s3_bucket" "inline" {
  bucket = "app-datahub-prod-s3-digital-field-inline"

  server_side_encryption_configuration {
    rule {
      apply_server_side_encryption_by_default {
        sse_algorithm     = "aws:kms:dsse"
        kms_master_key_id = var.kms_key_arn # expect: S3-002
      }
    }
  }
}
