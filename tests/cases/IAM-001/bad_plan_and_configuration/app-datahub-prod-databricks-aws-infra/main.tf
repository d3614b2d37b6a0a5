provider "aws" {
  region                      = "ap-southeast-2"
  access_key                  = "x"
  secret_key                  = "x"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
}

resource "aws_s3_bucket" "data" {
  bucket_prefix = "app-datahub-prod-s3-"
}

data "aws_iam_policy_document" "access" {
  statement {
    actions   = ["s3:*"] # expect: IAM-001
    resources = [aws_s3_bucket.data.arn]
  }
}

resource "aws_iam_policy" "access" {
  name   = "app-datahub-prod-iam-digital-access"
  policy = data.aws_iam_policy_document.access.json
}
