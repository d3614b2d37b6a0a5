resource "aws_s3_bucket" "metastore" {
  bucket = "app-datahub-prod-s3-acc-metastore"

  lifecycle {
    prevent_destroy = true
  }
}
