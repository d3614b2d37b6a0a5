# at: app-datahub-prod-databricks-aws-infra
variable "bu" {
  type = string
}

resource "aws_s3_bucket" "data" {
  bucket = "somebody-elses-pattern"
  tags   = { BusinessUnit = var.bu, Unit = "elecnetwork" }
}
