# at: app-datahub-prod-databricks-aws-infra
variable "name" {
  type = string
}

resource "aws_s3_bucket" "this" {
  bucket = var.name # undecided: S3-007
}
