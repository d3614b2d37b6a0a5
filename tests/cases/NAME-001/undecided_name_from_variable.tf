# at: app-datahub-prod-databricks-aws-infra
variable "bucket" {
  type = string
}

resource "aws_s3_bucket" "data" {
  bucket = var.bucket # undecided: NAME-001
}
