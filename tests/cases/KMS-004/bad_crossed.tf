# at: app-datahub-prod-databricks-aws-infra
resource "aws_kms_key" "bu" {
  for_each = toset(["digital", "corporate", "elec-network"])

  enable_key_rotation = true
}

resource "aws_kms_key" "metastore" {
  enable_key_rotation = true
}

resource "aws_kms_key" "logs" {
  enable_key_rotation = true
}

resource "aws_kms_alias" "logs" {
  name          = "alias/app-datahub-prod-kms-acc-logs"
  target_key_id = aws_kms_key.logs.key_id
}

locals {
  # copied, and one line was forgotten
  catalogs = {
    digital      = aws_kms_key.bu["digital"].arn
    corporate    = aws_kms_key.bu["digital"].arn
    elec-network = aws_kms_key.bu["elec-network"].arn
  }
}

resource "aws_s3_bucket" "catalog" {
  for_each = local.catalogs

  bucket = "app-datahub-prod-s3-${each.key}-field"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "catalog" {
  for_each = local.catalogs

  bucket = aws_s3_bucket.catalog[each.key].id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = each.value # expect: KMS-004
    }
  }
}

# Tagged for one, encrypted with what belongs to nobody.
resource "aws_cloudwatch_log_group" "jobs" {
  name       = "/datahub/jobs"
  kms_key_id = aws_kms_key.logs.arn # expect: KMS-004

  tags = {
    BusinessUnit = "corporate"
  }
}

# The metastore's key is for the metastore's bucket.
resource "aws_secretsmanager_secret" "token" {
  name       = "app-datahub-prod-sm-acc-token"
  kms_key_id = aws_kms_key.metastore.arn # expect: KMS-004
}

resource "aws_ebs_volume" "scratch" {
  availability_zone = "ap-southeast-2a"
  size              = 100
  encrypted         = true
  kms_key_id        = "arn:aws:kms:ap-southeast-2:339712836516:alias/app-datahub-prod-kms-digital" # expect: KMS-004

  tags = {
    Name = "elec-network-scratch"
  }
}
