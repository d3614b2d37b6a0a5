# at: app-datahub-prod-databricks-aws-infra
variable "image_account" {
  type    = string
  default = "123456789012"
}

data "aws_iam_policy_document" "bucket" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["arn:aws:s3:::app-datahub-prod-s3-digital/*"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::999999999999:root"] # expect: NAME-003
    }
  }
  statement {
    actions   = ["s3:ListBucket"]
    resources = ["arn:aws:s3:::app-datahub-prod-s3-digital"]
    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalAccount"
      values   = ["888888888888"] # expect: NAME-003
    }
  }
}

resource "aws_s3_bucket_policy" "this" {
  bucket = "app-datahub-prod-s3-digital"
  policy = data.aws_iam_policy_document.bucket.json
}

provider "aws" {
  region              = "ap-southeast-2"
  allowed_account_ids = ["851725449831"] # expect: NAME-003
  assume_role {
    role_arn = "arn:aws:iam::851725449831:role/deploy" # expect: NAME-003
  }
}

resource "aws_ecs_task_definition" "app" {
  family = "app"
  container_definitions = jsonencode([{
    name  = "app"
    image = "${var.image_account}.dkr.ecr.ap-southeast-2.amazonaws.com/app:1" # expect: NAME-003
  }])
}

resource "aws_ram_principal_association" "strangers" {
  for_each           = toset(["234268347951", "111122223333"])
  principal          = each.key # expect: NAME-003
  resource_share_arn = "arn:aws:ram:ap-southeast-2:234268347951:resource-share/x"
}

resource "aws_s3_bucket" "logs" {
  bucket = "app-datahub-prod-s3-acc-logs-851725449831" # expect: NAME-003
}

resource "aws_athena_data_catalog" "other" {
  name        = "other"
  description = "another account's catalog"
  type        = "GLUE"
  parameters = {
    "catalog-id" = "777777777777" # expect: NAME-003
  }
}
