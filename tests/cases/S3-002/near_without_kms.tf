# at: datamesh-manager-prod
# What is not encrypted with KMS at all is another rule's.
resource "aws_s3_bucket" "plain" {
  bucket = "app-datahub-prod-s3-acc-plain"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "plain" {
  bucket = aws_s3_bucket.plain.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket" "logs" {
  bucket = "app-datahub-prod-s3-acc-dmm-logs"
}

# Not known which algorithm, but with a key of ours.
variable "algorithm" {
  type = string
}

resource "aws_kms_key" "shared" {}

resource "aws_s3_bucket_server_side_encryption_configuration" "logs" {
  bucket = aws_s3_bucket.logs.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = var.algorithm
      kms_master_key_id = aws_kms_key.shared.arn
    }
  }
}

# A customer-managed key whose alias only begins like AWS's.
data "aws_kms_alias" "digital" {
  name = "alias/aws-datahub-digital"
}

resource "aws_s3_bucket" "data" {
  bucket = "app-datahub-prod-s3-digital-data"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "data" {
  bucket = aws_s3_bucket.data.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = data.aws_kms_alias.digital.target_key_arn
    }
  }
}
