terraform {
  backend "http" {
    address = "https://gitlab.example.com/api/v4/projects/1101/terraform/state/prod"
  }
}

resource "aws_kms_key" "metastore" {
  enable_key_rotation = true
}

resource "aws_s3_bucket" "metastore" {
  bucket        = "app-datahub-prod-s3-acc-metastore"
  force_destroy = false

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "metastore" {
  bucket = aws_s3_bucket.metastore.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.metastore.arn
    }
  }
}

output "metastore_bucket_name" {
  value = aws_s3_bucket.metastore.bucket
}
