# at: app-datahub-prod-databricks-aws-infra
variable "tags" {
  type = map(string)
}

variable "common" {
  type = map(string)
}

provider "aws" {
  region = "ap-southeast-2"
  default_tags {
    tags = { Layer = "1", Repository = "x" }
  }
}

provider "aws" {
  alias = "common"
  default_tags {
    tags = var.common
  }
}

resource "aws_s3_bucket" "data" {
  bucket = "app-datahub-prod-s3-digital"
  tags   = var.tags # undecided: NAME-005
}

resource "aws_s3_bucket" "by_provider" { # undecided: NAME-005
  provider = aws.common
  bucket   = "app-datahub-prod-s3-corporate"
}

resource "aws_s3_bucket" "together" {
  provider = aws.common
  bucket   = "app-datahub-prod-s3-corporate-2"
  tags     = merge(var.tags, { Environment = "prod" }) # undecided: NAME-005
}

# what is unknown does not matter
resource "aws_s3_bucket" "complete" {
  bucket = "app-datahub-prod-s3-elec-network"
  tags   = merge(var.tags, { BusinessUnit = "elec-network", Environment = "prod" })
}
