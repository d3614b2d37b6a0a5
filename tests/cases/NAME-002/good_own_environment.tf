# at: nonprod/app-datahub-nonprod-databricks-aws-infra
resource "aws_s3_bucket" "lab" {
  bucket = "app-datahub-nonprod-s3-digital-lab"
  tags   = { Environment = "nonprod", Stage = "lab" }
}
