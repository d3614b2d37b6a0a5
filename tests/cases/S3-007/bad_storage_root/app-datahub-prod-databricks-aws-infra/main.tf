terraform {
  backend "http" {
    address = "https://gitlab.example.com/api/v4/projects/1101/terraform/state/prod"
  }
}

resource "aws_s3_bucket" "metastore" {
  bucket = "app-datahub-prod-s3-acc-metastore"

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket" "catalog" {
  bucket_prefix = "app-datahub-prod-s3-digital-field-"
}

# A second one, twice in the account.
resource "aws_s3_bucket" "again" {
  bucket = "app-datahub-prod-s3-acc-metastore" # expect: S3-007

  lifecycle {
    prevent_destroy = true
  }
}

output "catalog_bucket" {
  value = aws_s3_bucket.catalog.id
}
