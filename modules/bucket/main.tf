locals {
  name          = join("-", compact(["app-datahub", var.env, "s3", var.scope, var.qualifier]))
  business_unit = var.scope == "acc" ? "shared" : replace(var.scope, "/-(lab|field)$/", "")

  # Built from the bucket's name, which is known beforehand. Its ARN is not until it exists, and a policy that is unknown
  # in a plan cannot be reviewed there.
  arn = "arn:aws:s3:::${aws_s3_bucket.this.bucket}"

  encrypted_with_key = var.purpose == "data"

  tags = merge(var.tags, {
    BusinessUnit = local.business_unit
    Environment  = var.env
    Layer        = tostring(var.layer)
    Repository   = var.repository
  })
}

resource "aws_s3_bucket" "this" {
  #checkov:skip=CKV_AWS_21: Delta keeps its own history; Databricks advises against S3 versions below tables
  #checkov:skip=CKV_AWS_144: The platform lives in one region; what is lost is loaded again from the source systems
  #checkov:skip=CKV2_AWS_62: Consumers read tables through Unity Catalog; Databricks creates its own file notifications
  bucket        = local.name
  force_destroy = false
  tags          = local.tags

  lifecycle {
    # Other layers read the name from this state: a replaced bucket breaks them all. To give a bucket up, first take it
    # out of the state with a `removed` block.
    prevent_destroy = true

    precondition {
      condition     = length(local.name) >= 3 && length(local.name) <= 63
      error_message = "S3 allows 3 to 63 characters, and ${local.name} has ${length(local.name)}: choose a shorter qualifier."
    }
  }
}

resource "aws_s3_bucket_ownership_controls" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_public_access_block" "this" {
  bucket = aws_s3_bucket.this.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    # Without a bucket key every object that Spark touches is a request to KMS, and the account has one quota for all.
    bucket_key_enabled = local.encrypted_with_key

    apply_server_side_encryption_by_default {
      sse_algorithm     = local.encrypted_with_key ? "aws:kms" : "AES256"
      kms_master_key_id = var.kms_key_arn
    }
  }
}

resource "aws_s3_bucket_versioning" "this" {
  bucket = aws_s3_bucket.this.id

  versioning_configuration {
    status = var.versioning
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    id     = "abort-incomplete-uploads"
    status = "Enabled"

    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }

  dynamic "rule" {
    for_each = var.lifecycle_rules

    content {
      id     = rule.key
      status = "Enabled"

      filter {
        prefix = rule.value.prefix
      }

      dynamic "expiration" {
        for_each = rule.value.expiration_days[*]

        content {
          days = expiration.value
        }
      }

      dynamic "noncurrent_version_expiration" {
        for_each = rule.value.noncurrent_version_expiration_days[*]

        content {
          noncurrent_days = noncurrent_version_expiration.value
        }
      }

      dynamic "transition" {
        for_each = rule.value.transitions

        content {
          storage_class = transition.key
          days          = transition.value
        }
      }
    }
  }

  # S3 refuses rules for noncurrent versions on a bucket whose versioning is not settled.
  depends_on = [aws_s3_bucket_versioning.this]
}

resource "aws_s3_bucket_logging" "this" {
  count = var.access_log == null ? 0 : 1

  bucket        = aws_s3_bucket.this.id
  target_bucket = var.access_log.bucket
  target_prefix = var.access_log.prefix
}
