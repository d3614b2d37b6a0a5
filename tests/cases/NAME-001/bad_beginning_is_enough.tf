# at: app-datahub-prod-databricks-aws-infra
variable "suffix" {
  type = string
}

resource "aws_s3_bucket" "data" {
  bucket = "jemena-prod-${var.suffix}" # expect: NAME-001
}

resource "aws_iam_role" "wrong_kind" {
  name               = "app-datahub-prod-role-digital-${var.suffix}" # expect: NAME-001
  assume_role_policy = "{}"
}

resource "aws_s3_bucket" "generated" {
  bucket_prefix = "app-datahub-prod-s3-${var.suffix}" # expect: NAME-001
}
