# at: app-datahub-prod-databricks-aws-infra
variable "force_destroy" {
  type = bool
}

variable "key" {
  type = string
}

resource "aws_s3_bucket" "metastore" {
  bucket        = "app-datahub-prod-s3-acc-metastore"
  force_destroy = var.force_destroy # undecided: S3-007

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "metastore" {
  bucket = aws_s3_bucket.metastore.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = var.key # undecided: S3-007
    }
  }
}
