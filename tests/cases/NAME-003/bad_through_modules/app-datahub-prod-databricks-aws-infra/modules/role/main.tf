variable "account_id" {
  type = string
}

resource "aws_iam_role" "this" {
  name = "app-datahub-prod-iam-acc-${var.account_id}"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = "arn:aws:iam::${var.account_id}:root" } # expect: NAME-003
    }]
  })
}
