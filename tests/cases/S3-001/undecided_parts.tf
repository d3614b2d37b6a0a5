# at: app-datahub-prod-databricks-aws-infra
variable "algorithm" {
  type = string
}

variable "encrypt" {
  type = bool
}

variable "rules" {
  type = map(string)
}

variable "exports" {
  type = set(string)
}

resource "aws_kms_key" "digital" {}

resource "aws_s3_bucket" "landing" {
  bucket = "app-datahub-prod-s3-digital-field-landing"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "landing" {
  bucket = aws_s3_bucket.landing.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = var.algorithm # undecided: S3-001
      kms_master_key_id = aws_kms_key.digital.arn
    }
  }
}

resource "aws_s3_bucket" "perhaps" { # undecided: S3-001
  bucket = "app-datahub-prod-s3-digital-field-perhaps"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "perhaps" {
  count = var.encrypt ? 1 : 0

  bucket = aws_s3_bucket.perhaps.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.digital.arn
    }
  }
}

resource "aws_s3_bucket" "some_rules" {
  bucket = "app-datahub-prod-s3-digital-field-rules"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "some_rules" {
  bucket = aws_s3_bucket.some_rules.id

  dynamic "rule" { # undecided: S3-001
    for_each = var.rules

    content {
      apply_server_side_encryption_by_default {
        sse_algorithm     = rule.key
        kms_master_key_id = rule.value
      }
    }
  }
}

resource "aws_s3_bucket" "exports" { # undecided: S3-001
  for_each = toset(["daily", "monthly"])

  bucket = "app-datahub-prod-s3-digital-field-${each.value}"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "exports" {
  for_each = var.exports

  bucket = aws_s3_bucket.exports[each.value].id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.digital.arn
    }
  }
}

# Both exist, or neither.
resource "aws_s3_bucket" "optional" {
  for_each = var.exports

  bucket = "app-datahub-prod-s3-digital-field-${each.value}"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "optional" {
  for_each = aws_s3_bucket.optional

  bucket = each.value.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.digital.arn
    }
  }
}
