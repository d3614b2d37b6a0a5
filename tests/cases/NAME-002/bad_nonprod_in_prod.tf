# at: app-datahub-prod-databricks-aws-infra
provider "aws" {
  region = "ap-southeast-2"
  default_tags {
    tags = {
      Environment = "nonprod" # expect: NAME-002
    }
  }
}

variable "suffix" {
  type = string
}

resource "aws_s3_bucket" "metastore" {
  bucket = "app-datahub-nonprod-s3-acc-metastore" # expect: NAME-002
}

# the name is taken from there, and is right as soon as that is
resource "aws_s3_bucket_versioning" "metastore" {
  bucket = aws_s3_bucket.metastore.bucket
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket" "lab" {
  bucket = "app-datahub-prod-s3-digital-lab-${var.suffix}" # expect: NAME-002
}

resource "aws_iam_role_policy" "reader" {
  role = "app-datahub-prod-iam-digital"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Action = ["s3:GetObject"]
      Resource = [
        aws_s3_bucket.lab.arn,
        "arn:aws:s3:::app-datahub-nonprod-s3-digital-landing/*", # expect: NAME-002
      ]
    }]
  })
}

locals {
  document = <<-EOT
    {
      "Version": "2012-10-17",
      "Statement": [{
        "Effect": "Allow",
        "Action": "s3:GetObject",
        "Resource": ["${aws_s3_bucket.lab.arn}", "arn:aws:s3:::app-datahub-prod-s3-digital-lab/*"]
      }]
    }
  EOT
}

resource "aws_iam_role_policy" "heredoc" {
  role   = "app-datahub-prod-iam-digital"
  policy = local.document # expect: NAME-002
}

data "aws_iam_policy_document" "key" {
  statement {
    actions = ["kms:Decrypt"]
    resources = [
      "arn:aws:kms:ap-southeast-2:339712836516:alias/app-datahub-nonprod-kms-digital", # expect: NAME-002
    ]
  }
}

resource "aws_iam_policy" "key" {
  name   = "app-datahub-prod-iam-digital-key"
  policy = data.aws_iam_policy_document.key.json
}

resource "aws_security_group" "apart" {
  name = "app-datahub-non-prod-sg-digital" # expect: NAME-002
}
