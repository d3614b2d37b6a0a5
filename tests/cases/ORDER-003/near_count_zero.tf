# at: databricks-workspaces/digital/field
variable "with_bucket" {
  default = false
}

resource "aws_s3_bucket" "scratch" {
  count  = var.with_bucket ? 1 : 0
  bucket = "app-datahub-prod-s3-digital-field-scratch"
}

moved {
  from = aws_s3_bucket.old
  to   = aws_s3_bucket.scratch
}

resource "databricks_schema" "bronze" {
  catalog_name = "digital_field"
  name         = "bronze"
}
