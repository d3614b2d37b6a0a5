# at: app-datahub-prod-databricks-aws-infra
variable "bu" {
  type = string
}

data "aws_caller_identity" "current" {}

data "aws_s3_bucket" "other" {
  bucket = "somebody-elses"
}

resource "aws_s3_bucket_versioning" "this" {
  bucket = "app-datahub-prod-s3-digital"
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_kms_alias" "digital" {
  name          = "alias/app-datahub-prod-kms-digital"
  target_key_id = aws_kms_key.digital.id
}

resource "aws_kms_key" "digital" {
  tags = {
    BusinessUnit = var.bu
    Environment  = "prod"
    Layer        = "1"
    Repository   = "infra-${data.aws_caller_identity.current.account_id}"
  }
}

resource "aws_s3_bucket" "switched_off" {
  count  = 0
  bucket = "app-datahub-prod-s3-digital"
}

resource "terraform_data" "nothing" {}
