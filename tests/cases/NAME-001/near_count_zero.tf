# at: app-datahub-prod-databricks-aws-infra
resource "aws_s3_bucket" "old" {
  count  = 0
  bucket = "legacy"
}
