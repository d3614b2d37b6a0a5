# at: datamesh-manager-prod
# Named for logs, but the load balancer logs to the other bucket.
resource "aws_s3_bucket" "alb_access_logs" {
  bucket = "app-datahub-prod-s3-acc-alb-access-logs"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "alb_access_logs" {
  bucket = aws_s3_bucket.alb_access_logs.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256" # expect: S3-001
    }
  }
}

resource "aws_s3_bucket" "logs" {
  bucket = "app-datahub-prod-s3-acc-dmm-logs"
}

resource "aws_lb" "dmm" {
  name     = "app-datahub-prod-alb-acc-dmm"
  subnets  = ["subnet-0a1b2c3d4e5f60718", "subnet-0b1c2d3e4f5a60718"]
  internal = true

  access_logs {
    bucket  = aws_s3_bucket.logs.id
    enabled = true
  }
}

# A load balancer of which it is not known where it logs to proves nothing.
variable "log_bucket" {
  type = string
}

resource "aws_lb" "other" {
  name     = "app-datahub-prod-alb-acc-other"
  subnets  = ["subnet-0a1b2c3d4e5f60718", "subnet-0b1c2d3e4f5a60718"]
  internal = true

  access_logs {
    bucket = var.log_bucket
  }
}
