# at: app-datahub-prod-databricks-aws-infra
locals {
  env = "prod"
}

resource "aws_kms_key" "bu" {
  for_each = toset(["digital", "corporate", "elec-network"])
}

resource "aws_s3_bucket" "acc" { # expect: S3-007
  for_each = toset(["metastore", "audit"])

  bucket        = "app-datahub-${local.env}-s3-acc-${each.key}"
  force_destroy = true # expect: S3-007
}

resource "aws_s3_bucket_server_side_encryption_configuration" "acc" {
  for_each = aws_s3_bucket.acc

  bucket = each.value.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.bu["digital"].arn # expect: S3-007
    }
  }
}
