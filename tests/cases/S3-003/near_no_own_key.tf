# at: nonprod/app-datahub-nonprod-databricks-aws-infra
# A key that is not named, or is AWS's, is another rule's.
resource "aws_s3_bucket" "unnamed" {
  bucket = "app-datahub-nonprod-s3-digital-lab-unnamed"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "unnamed" {
  bucket = aws_s3_bucket.unnamed.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "aws:kms"
    }
  }
}

resource "aws_s3_bucket" "managed" {
  bucket = "app-datahub-nonprod-s3-digital-lab-managed"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "managed" {
  bucket = aws_s3_bucket.managed.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = "alias/aws/s3"
    }
  }
}
