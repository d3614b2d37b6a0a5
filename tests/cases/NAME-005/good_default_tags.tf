# at: app-datahub-prod-databricks-aws-infra
provider "aws" {
  default_tags {
    tags = {
      Environment = "prod"
      Layer       = "1"
      Repository  = "app-datahub-prod-databricks-aws-infra"
    }
  }
}

resource "aws_s3_bucket" "data" {
  bucket = "app-datahub-prod-s3-digital"
  tags   = merge({ BusinessUnit = "digital" }, { Owner = "data" })
}
