# at: app-datahub-prod-databricks-aws-infra
resource "aws_s3_bucket" "data" {
  bucket = "app-datahub-prod-s3-digtal-landing" # expect: NAME-004
  tags = {
    BusinessUnit = "elecnetwork" # expect: NAME-004
  }
}

provider "aws" {
  default_tags {
    tags = {
      BusinessUnit = "sparky" # expect: NAME-004
    }
  }
}
