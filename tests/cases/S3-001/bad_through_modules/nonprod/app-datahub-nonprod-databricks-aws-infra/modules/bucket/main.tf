variable "name" {
  type = string
}

variable "algorithms" {
  type    = list(string)
  default = []
}

resource "aws_s3_bucket" "this" { # expect: S3-001
  bucket = var.name
}

resource "aws_kms_key" "this" {
  count = contains(var.algorithms, "aws:kms") ? 1 : 0
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  count = length(var.algorithms)

  bucket = aws_s3_bucket.this.id

  dynamic "rule" {
    for_each = slice(var.algorithms, count.index, count.index + 1)
    iterator = algorithm

    content {
      apply_server_side_encryption_by_default {
        sse_algorithm     = algorithm.value # expect: S3-001
        kms_master_key_id = one(aws_kms_key.this[*].arn)
      }
    }
  }
}

output "id" {
  value = aws_s3_bucket.this.id
}
