# at: databricks-workspaces/digital/field
resource "aws_s3_bucket" "scratch" { # expect: ORDER-003
  bucket = "app-datahub-prod-s3-digital-field-scratch"
}

