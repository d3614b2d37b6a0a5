data "aws_iam_policy_document" "this" {
  source_policy_documents = var.policy_documents

  statement {
    sid       = "DenyInsecureTransport"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [local.arn, "${local.arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }

  statement {
    sid       = "DenyOldTls"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [local.arn, "${local.arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "NumericLessThan"
      variable = "s3:TlsVersion"
      values   = ["1.2"]
    }
  }

  # An upload that names no encryption gets the bucket's. One that names another key would put the business unit's data
  # outside its key. A negated operator is also true where the header is absent, hence the second condition.
  dynamic "statement" {
    for_each = local.encrypted_with_key ? {
      DenyOtherEncryption = { header = "s3:x-amz-server-side-encryption", value = "aws:kms" }
      DenyOtherKey        = { header = "s3:x-amz-server-side-encryption-aws-kms-key-id", value = var.kms_key_arn }
    } : {}

    content {
      sid       = statement.key
      effect    = "Deny"
      actions   = ["s3:PutObject"]
      resources = ["${local.arn}/*"]

      principals {
        type        = "*"
        identifiers = ["*"]
      }

      condition {
        test     = "StringNotEquals"
        variable = statement.value.header
        values   = [statement.value.value]
      }

      condition {
        test     = "Null"
        variable = statement.value.header
        values   = ["false"]
      }
    }
  }

  dynamic "statement" {
    for_each = var.log_source_account_id[*]

    content {
      sid     = "AllowLoadBalancerLogs"
      actions = ["s3:PutObject"]

      # With and without a prefix, which each load balancer chooses for itself.
      resources = ["${local.arn}/AWSLogs/${statement.value}/*", "${local.arn}/*/AWSLogs/${statement.value}/*"]

      principals {
        type        = "Service"
        identifiers = ["logdelivery.elasticloadbalancing.amazonaws.com"]
      }
    }
  }
}

resource "aws_s3_bucket_policy" "this" {
  bucket = aws_s3_bucket.this.id
  policy = data.aws_iam_policy_document.this.json

  # S3 answers 409 where both are set at the same time.
  depends_on = [aws_s3_bucket_public_access_block.this]
}
