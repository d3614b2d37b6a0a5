resource "aws_s3_bucket" "data" { # undecided: NAME-005
  bucket = "app-datahub-prod-s3-digital-landing"
}
