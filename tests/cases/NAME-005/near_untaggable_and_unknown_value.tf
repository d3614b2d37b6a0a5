# at: app-datahub-prod-databricks-aws-infra
variable "bu" {
  type = string
}

resource "aws_s3_bucket_versioning" "this" {
  bucket = "app-datahub-prod-s3-digital"
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket" "data" {
  bucket = "app-datahub-prod-s3-digital"
  tags = {
    BusinessUnit = var.bu
    Environment  = "prod"
    Layer        = "1"
    Repository   = "x"
  }
}
