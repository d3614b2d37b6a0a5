variable "name" {
  type = string
}

resource "aws_s3_bucket" "this" {
  bucket = var.name

  lifecycle {
    prevent_destroy = false # expect: S3-007
    ignore_changes  = [tags]
  }
}
