variable "log_bucket" {
  type = string
}

resource "aws_s3_bucket_logging" "this" {
  bucket        = "app-datahub-prod-s3-digital"
  target_bucket = var.log_bucket # expect: NAME-002
  target_prefix = "digital/"
}
