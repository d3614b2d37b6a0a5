# at: app-datahub-prod-databricks-aws-infra
variable "tags" {
  type = map(string)
}

resource "aws_s3_bucket" "data" {
  bucket = "app-datahub-prod-s3-digital"
  tags   = var.tags # undecided: NAME-005
}
