# The bucket is made in a module and encrypted here; the configuration that is made in the module is another's.
module "bucket" {
  source   = "./modules/bucket"
  for_each = toset(["digital", "corporate"])

  name = "app-datahub-prod-s3-${each.key}-field-catalog"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "catalog" {
  for_each = module.bucket

  bucket = each.value.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.bu[each.key].arn
    }
  }
}

resource "aws_kms_key" "bu" {
  for_each = toset(["digital", "corporate"])
}

resource "aws_s3_bucket" "retired" {
  count = var.retired ? 1 : 0

  bucket = "app-datahub-prod-s3-acc-retired"
}

variable "retired" {
  type    = bool
  default = false
}

# Reads a bucket, and makes none.
data "aws_s3_bucket" "vendor" {
  bucket = "databricks-datasets-sydney"
}
