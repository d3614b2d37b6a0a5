# at: app-datahub-prod-databricks-aws-infra
locals {
  name = "app-datahub-prod-s3-corporate-field-landing"
}

resource "aws_kms_key" "corporate" {
  enable_key_rotation = true
}

resource "aws_s3_bucket" "landing" {
  bucket = local.name
}

resource "aws_s3_bucket_server_side_encryption_configuration" "landing" {
  bucket = local.name

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms:dsse"
      kms_master_key_id = aws_kms_key.corporate.arn
    }
  }
}

resource "aws_s3_bucket" "generated" {
  bucket_prefix = "app-datahub-prod-s3-corporate-field-"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "generated" {
  bucket = aws_s3_bucket.generated.bucket

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.corporate.arn
    }
  }
}

resource "aws_s3_bucket" "inline" {
  bucket = "app-datahub-prod-s3-corporate-field-inline"

  server_side_encryption_configuration {
    rule {
      apply_server_side_encryption_by_default {
        sse_algorithm     = "aws:kms"
        kms_master_key_id = aws_kms_key.corporate.arn
      }
    }
  }
}
