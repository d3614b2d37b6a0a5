# at: nonprod/app-datahub-nonprod-databricks-aws-infra
variable "env" {
  type    = string
  default = "nonprod"
}

resource "aws_s3_bucket" "metastore" {
  bucket = "app-datahub-${var.env}-s3-acc-metastore"

  lifecycle {
    prevent_destroy = true
  }
}

# What is said of the metastore is not the metastore's bucket.
resource "aws_s3_bucket" "metastore_logs" {
  bucket        = "app-datahub-nonprod-s3-acc-metastore-logs"
  force_destroy = true
}

resource "aws_s3_bucket" "sparky" {
  bucket        = "app-datahub-nonprod-s3-sparky-lab"
  force_destroy = true
}
