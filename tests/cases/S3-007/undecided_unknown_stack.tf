resource "aws_s3_bucket" "metastore" {
  bucket = "app-datahub-prod-s3-acc-metastore-v2" # undecided: S3-007
}
