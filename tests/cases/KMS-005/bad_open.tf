# at: app-datahub-prod-databricks-aws-infra
data "aws_caller_identity" "current" {}

data "aws_iam_policy_document" "shared" {
  statement {
    sid       = "Administration"
    actions   = ["kms:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::${data.aws_caller_identity.current.account_id}:root"]
    }
  }

  # IfExists is true for everybody whose request has no such key
  statement {
    sid       = "Organization"
    actions   = ["kms:Decrypt"]
    resources = ["*"]

    principals {
      type        = "*"
      identifiers = ["*"] # expect: KMS-005
    }

    condition {
      test     = "StringEqualsIfExists"
      variable = "aws:PrincipalOrgID"
      values   = ["o-a1b2c3d4e5"]
    }
  }
}

resource "aws_kms_key" "organization" {
  policy = data.aws_iam_policy_document.shared.json
}

resource "aws_kms_key" "digital" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { AWS = "*" } # expect: KMS-005
        Action    = "kms:*"
        Resource  = aws_s3_bucket.audit.arn
      },
      {
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::339712836516:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
    ]
  })
}

resource "aws_s3_bucket" "audit" {
  bucket = "app-datahub-prod-s3-acc-audit"
}

# Everybody but one role.
resource "aws_kms_replica_key" "corporate" {
  primary_key_arn = "arn:aws:kms:us-east-1:339712836516:key/mrk-1234abcd12ab34cd56ef1234567890ab"

  policy = jsonencode({
    Statement = [
      {
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::339712836516:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
      {
        Effect       = "Allow"
        NotPrincipal = { AWS = "arn:aws:iam::339712836516:role/app-datahub-prod-iam-digital" } # expect: KMS-005
        Action       = "kms:Decrypt"
        Resource     = "*"
      },
    ]
  })
}
