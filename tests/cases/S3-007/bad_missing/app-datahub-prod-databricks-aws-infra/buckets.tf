resource "aws_s3_bucket" "catalog" { # expect: S3-007
  for_each = toset(["digital", "corporate"])

  bucket = "app-datahub-prod-s3-${each.key}-field"
}
