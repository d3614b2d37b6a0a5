# at: app-datahub-prod-databricks-aws-infra
resource "aws_kms_key" "bu" {
  for_each = toset(["digital", "corporate", "elec-network"])
}

resource "aws_kms_key" "metastore" {}

resource "aws_s3_bucket" "catalog" {
  for_each = aws_kms_key.bu

  bucket = "app-datahub-prod-s3-${each.key}-field"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "catalog" {
  for_each = aws_s3_bucket.catalog

  bucket = each.value.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.bu[each.key].arn
    }
  }
}

resource "aws_s3_bucket" "metastore" {
  bucket = "app-datahub-prod-s3-acc-metastore"
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

resource "aws_cloudwatch_log_group" "digital" {
  name       = "/datahub/digital/jobs"
  kms_key_id = aws_kms_key.bu["digital"].arn
}

resource "aws_secretsmanager_secret" "shared" {
  name = "app-datahub-prod-sm-acc-token"
}
