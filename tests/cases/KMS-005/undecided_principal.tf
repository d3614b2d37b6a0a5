# at: app-datahub-prod-databricks-aws-infra
variable "reader" {
  type = string
}

variable "account_id" {
  type = string
}

variable "condition" {
  type = map(map(string))
}

variable "policy" {
  type = string
}

locals {
  administration = {
    Effect    = "Allow"
    Principal = { AWS = "arn:aws:iam::339712836516:root" }
    Action    = "kms:*"
    Resource  = "*"
  }
}

resource "aws_kms_key" "some_reader" {
  policy = jsonencode({
    Statement = [
      local.administration,
      {
        Effect    = "Allow"
        Principal = { AWS = [var.reader] } # undecided: KMS-005
        Action    = "kms:Decrypt"
        Resource  = "*"
      },
    ]
  })
}

resource "aws_kms_key" "some_account" {
  policy = jsonencode({
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::${var.account_id}:root" } # undecided: KMS-005
      Action    = "kms:*"
      Resource  = "*"
    }]
  })
}

resource "aws_kms_key" "some_condition" {
  policy = jsonencode({
    Statement = [
      local.administration,
      {
        Effect    = "Allow"
        Principal = "*"
        Action    = "kms:Decrypt"
        Resource  = "*"
        Condition = var.condition # undecided: KMS-005
      },
    ]
  })
}

resource "aws_kms_key" "some_policy" {
  policy = var.policy # undecided: KMS-005
}
