variable "log_bucket" {
  type = string
}

variable "environment" {
  type = string
}

variable "replica" {
  type    = string
  default = ""
}

resource "aws_s3_bucket_logging" "this" {
  bucket        = "app-datahub-prod-s3-digital"
  target_bucket = var.log_bucket # expect: NAME-002
  target_prefix = "digital/"
}

resource "aws_ssm_parameter" "size" {
  name  = "/service/size"
  type  = "String"
  value = var.environment == "prod" ? "large" : "small"
}
