# at: app-datahub-prod-databricks-aws-infra
variable "suffix" {
  type    = string
  default = "-v2"
}

resource "aws_s3_bucket" "metastore" {
  bucket = "app-datahub-prod-s3-acc-metastore${var.suffix}" # expect: S3-007

  lifecycle {
    prevent_destroy = true
  }
}
