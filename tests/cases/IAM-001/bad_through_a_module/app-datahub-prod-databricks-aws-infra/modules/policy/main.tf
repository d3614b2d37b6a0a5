variable "name" {
  type = string
}

variable "actions" {
  type = list(string)
}

resource "aws_s3_bucket" "data" {
  bucket_prefix = "app-datahub-prod-s3-"
}

resource "aws_iam_policy" "this" {
  name = "app-datahub-prod-iam-digital-${var.name}"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = var.actions # expect: IAM-001
      Resource = "${aws_s3_bucket.data.arn}/*"
    }]
  })
}
