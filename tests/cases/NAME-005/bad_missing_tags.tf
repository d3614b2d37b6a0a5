# at: app-datahub-prod-databricks-aws-infra
resource "aws_s3_bucket" "bare" { # expect: NAME-005
  bucket = "app-datahub-prod-s3-digital"
}

resource "aws_kms_key" "partly" {
  tags = { # expect: NAME-005
    BusinessUnit = "digital"
    Environment  = "prod"
  }
}
