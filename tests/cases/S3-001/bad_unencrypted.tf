# at: app-datahub-prod-databricks-aws-infra
locals {
  buckets = {
    landing = { algorithm = "aws:kms" }
    bronze  = { algorithm = "AES256" }
  }
}

# No configuration at all.
resource "aws_s3_bucket" "scratch" { # expect: S3-001
  bucket = "app-datahub-prod-s3-digital-field-scratch"
}

resource "aws_s3_bucket" "medallion" {
  for_each = local.buckets

  bucket = "app-datahub-prod-s3-digital-field-${each.key}"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "medallion" {
  for_each = aws_s3_bucket.medallion

  bucket = each.value.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = local.buckets[each.key].algorithm # expect: S3-001
      kms_master_key_id = local.buckets[each.key].algorithm == "AES256" ? null : aws_kms_key.digital.arn
    }
  }
}

# The configuration leaves one of the two out.
resource "aws_s3_bucket" "exports" { # expect: S3-001
  for_each = toset(["daily", "monthly"])

  bucket = "app-datahub-prod-s3-digital-field-${each.value}"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "exports" {
  bucket = aws_s3_bucket.exports["daily"].bucket

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.digital.arn
    }
  }
}

# A rule that names no encryption.
resource "aws_s3_bucket" "reports" {
  bucket = "app-datahub-prod-s3-digital-field-reports"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "reports" {
  bucket = "app-datahub-prod-s3-digital-field-reports"

  rule { # expect: S3-001
    bucket_key_enabled = true
  }
}

# The deprecated way.
resource "aws_s3_bucket" "inline" {
  bucket = "app-datahub-prod-s3-digital-field-inline"

  server_side_encryption_configuration {
    rule {
      apply_server_side_encryption_by_default {
        sse_algorithm = "AES256" # expect: S3-001
      }
    }
  }
}

resource "aws_kms_key" "digital" {
  enable_key_rotation = true
}
