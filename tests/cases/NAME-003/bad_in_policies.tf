# at: nonprod/app-datahub-nonprod-databricks-aws-infra
locals {
  accounts = {
    core = "234268347951"
    prod = "339712836516"
  }
}

resource "aws_kms_key" "digital" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Action    = "kms:*"
        Principal = { AWS = "arn:aws:iam::851725449831:root" }
        Resource  = "*"
      },
      {
        Effect = "Allow"
        Action = "kms:Decrypt"
        Principal = {
          AWS = [
            "arn:aws:iam::${local.accounts.core}:root",
            "arn:aws:iam::${local.accounts.prod}:root", # expect: NAME-003
            aws_iam_role.reader.arn,
          ]
        }
        Resource  = "*"
        Condition = { StringEquals = { "aws:SourceAccount" = "339712836516" } } # expect: NAME-003
      },
    ]
  })
}

resource "aws_iam_role" "reader" {
  name = "app-datahub-nonprod-iam-digital-reader"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = "666666666666" } # expect: NAME-003
    }]
  })
}

data "aws_ami" "linux" {
  most_recent = true
  owners      = ["099720109477"] # expect: NAME-003
}

resource "aws_sqs_queue_policy" "jobs" {
  queue_url = "https://sqs.ap-southeast-2.amazonaws.com/555555555555/jobs" # expect: NAME-003
  policy    = "{}"
}
