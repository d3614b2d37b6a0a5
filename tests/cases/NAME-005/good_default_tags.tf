# at: app-datahub-prod-databricks-aws-infra
variable "tags" {
  type    = map(string)
  default = { Environment = "prod", Layer = "1" }
}

provider "aws" {
  default_tags {
    tags = merge(var.tags, { Repository = "app-datahub-prod-databricks-aws-infra" })
  }
}

resource "aws_s3_bucket" "data" {
  bucket = "app-datahub-prod-s3-digital"
  tags   = merge({ BusinessUnit = "digital" }, { Owner = "data" })
}

resource "aws_kms_key" "own" {
  tags = { BusinessUnit = "shared", Layer = "5" }
}
