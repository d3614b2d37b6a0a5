# at: app-datahub-prod-databricks-aws-infra
variable "bucket" {
  type = string
}

resource "aws_kms_key" "digital" {}

resource "aws_s3_bucket" "landing" { # undecided: S3-001
  bucket = "app-datahub-prod-s3-digital-field-landing"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "some_bucket" {
  bucket = var.bucket

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.digital.arn
    }
  }
}
