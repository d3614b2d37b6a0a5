variable "name" {
  type = string
}

variable "unit" {
  type = string
}

variable "retention" {
  type    = number
  default = 30
}

variable "key_arn" {
  type    = string
  default = null
}

variable "tags" {
  type    = map(string)
  default = {}
}

locals {
  bucket = lower("app-datahub-@environment@-s3-${var.unit}-${replace(var.name, "_", "-")}")
  tags   = merge({ Tier = "data" }, var.tags)
}

resource "aws_s3_bucket" "this" {
  bucket = local.bucket
  tags   = local.tags
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  bucket = aws_s3_bucket.this.id
  rule {
    bucket_key_enabled = true
    apply_server_side_encryption_by_default {
      sse_algorithm     = var.key_arn == null ? "AES256" : "aws:kms"
      kms_master_key_id = var.key_arn
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  bucket = aws_s3_bucket.this.id
  rule {
    id     = "expire"
    status = "Enabled"
    expiration {
      days = var.retention
    }
  }
}

resource "aws_s3_object" "readme" {
  bucket     = aws_s3_bucket.this.id
  key        = "README"
  content    = "Data of ${var.name}, kept for ${var.retention} days"
  kms_key_id = var.key_arn
}

resource "aws_iam_role" "writer" {
  name = "app-datahub-@environment@-iam-${var.unit}-${var.name}"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "glue.amazonaws.com" } }]
  })
  tags = local.tags
}

resource "aws_iam_role_policy" "writer" {
  name   = "write"
  role   = aws_iam_role.writer.id
  policy = data.aws_iam_policy_document.writer.json
}

data "aws_iam_policy_document" "writer" {
  statement {
    actions   = ["s3:PutObject", "s3:DeleteObject"]
    resources = ["${aws_s3_bucket.this.arn}/*"]
  }
  statement {
    actions   = ["kms:GenerateDataKey"]
    resources = [coalesce(var.key_arn, "*")]
  }
}

output "arn" {
  value = aws_s3_bucket.this.arn
}
