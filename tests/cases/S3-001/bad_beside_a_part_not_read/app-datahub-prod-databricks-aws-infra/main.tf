resource "aws_s3_bucket" "data" { # undecided: S3-001
  bucket = "app-datahub-prod-s3-digital-landing"
}

resource "aws_s3_bucket" "seen" {
  bucket = "app-datahub-prod-s3-digital-gold"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "seen" {
  bucket = aws_s3_bucket.seen.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256" # expect: S3-001
    }
  }
}
