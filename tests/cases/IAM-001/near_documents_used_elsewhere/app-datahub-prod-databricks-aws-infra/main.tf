data "aws_iam_policy_document" "queue" {
  statement {
    actions   = ["sqs:*", "s3:Get*", "kms:GenerateDataKey*"]
    resources = ["arn:aws:sqs:ap-southeast-2:339712836516:app-datahub-prod-sqs-digital"]
  }
  statement {
    effect    = "Deny"
    actions   = ["iam:*", "*"]
    resources = ["*"]
  }
}

module "queue" {
  source = "./modules/policy"
  policy = data.aws_iam_policy_document.queue.json
}

# of a bucket, not of an identity
data "aws_iam_policy_document" "bucket" {
  statement {
    actions   = ["s3:*"]
    resources = ["arn:aws:s3:::app-datahub-prod-s3-digital-field/*"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::339712836516:role/app-datahub-prod-iam-digital-admin"]
    }
  }
}

resource "aws_s3_bucket_policy" "this" {
  bucket = "app-datahub-prod-s3-digital-field"
  policy = data.aws_iam_policy_document.bucket.json
}
