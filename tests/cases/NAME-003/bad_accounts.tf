# at: app-datahub-prod-databricks-aws-infra
data "aws_iam_policy_document" "bucket" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["arn:aws:s3:::app-datahub-prod-s3-digital/*"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::999999999999:root"] # expect: NAME-003
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
}

resource "aws_ecs_task_definition" "app" {
  family                = "app"
  container_definitions = jsonencode([{
    name  = "app"
    image = "123456789012.dkr.ecr.ap-southeast-2.amazonaws.com/app:1" # expect: NAME-003
  }])
}
