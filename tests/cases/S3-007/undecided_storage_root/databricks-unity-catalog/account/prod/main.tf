variable "bucket" {
  type = string
}

resource "databricks_metastore" "this" {
  name         = "datahub-prod"
  region       = "ap-southeast-2"
  storage_root = "s3://${var.bucket}/metastore" # undecided: S3-007
}
