# at: datamesh-manager-prod
locals {
  log_bucket = "app-datahub-prod-s3-acc-shared-logs"
}

resource "aws_s3_bucket" "logs" {
  bucket = "app-datahub-prod-s3-acc-dmm-records"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "logs" {
  bucket = aws_s3_bucket.logs.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_lb" "dmm" {
  name     = "app-datahub-prod-alb-acc-dmm"
  subnets  = ["subnet-0a1b2c3d4e5f60718", "subnet-0b1c2d3e4f5a60718"]
  internal = true

  access_logs {
    bucket  = aws_s3_bucket.logs.bucket
    prefix  = "dmm"
    enabled = true
  }
}

# Without a configuration S3 encrypts with AES256 too.
resource "aws_s3_bucket" "shared_logs" {
  bucket = local.log_bucket
}

resource "aws_alb" "admin" {
  name     = "app-datahub-prod-alb-acc-admin"
  subnets  = ["subnet-0a1b2c3d4e5f60718", "subnet-0b1c2d3e4f5a60718"]
  internal = true

  dynamic "access_logs" {
    for_each = [local.log_bucket]

    content {
      bucket  = access_logs.value
      enabled = true
    }
  }
}
