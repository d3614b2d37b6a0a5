resource "aws_s3_bucket" "metastore" {
  bucket = "app-datahub-prod-s3-acc-metastore-v2" # expect: S3-007

  lifecycle {
    create_before_destroy = true
  }
}
