resource "aws_s3_bucket" "metastore" { # expect: S3-007
  bucket              = "app-datahub-prod-s3-acc-metastore"
  object_lock_enabled = true # expect: S3-007
}
