# at: datamesh-manager-prod
variable "kms_key_arn" {
  type = string
}

variable "algorithm" {
  type = string
}

variable "alias" {
  type = string
}

data "aws_kms_alias" "some" {
  name = var.alias
}

locals {
  keys = {
    given = var.kms_key_arn
    found = data.aws_kms_alias.some.target_key_arn
  }
}

resource "aws_s3_bucket" "this" {
  for_each = local.keys

  bucket = "app-datahub-prod-s3-digital-${each.key}"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  for_each = local.keys

  bucket = aws_s3_bucket.this[each.key].id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = each.value # undecided: S3-002 x2
    }
  }
}

resource "aws_s3_bucket" "some_algorithm" {
  bucket = "app-datahub-prod-s3-digital-algorithm"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "some_algorithm" {
  bucket = aws_s3_bucket.some_algorithm.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = var.algorithm # undecided: S3-002
    }
  }
}
