# at: app-datahub-prod-databricks-aws-infra
provider "aws" {
  region = "ap-southeast-2"
}

provider "aws" {
  alias  = "replica"
  region = "ap-southeast-1"
  default_tags {
    tags = {
      BusinessUnit = "digital"
      Environment  = "prod"
      Layer        = "1"
      Repository   = "app-datahub-prod-databricks-aws-infra"
    }
  }
}

resource "aws_s3_bucket" "bare" { # expect: NAME-005
  bucket = "app-datahub-prod-s3-digital"
}

resource "aws_kms_key" "partly" {
  tags = { # expect: NAME-005
    BusinessUnit = "digital"
    Environment  = "prod"
  }
}

resource "aws_kms_key" "null" {
  tags = null # expect: NAME-005
}

resource "aws_kms_key" "nothing_in_them" {
  tags = merge({ Layer = "1", Repository = "x", Environment = "prod" }, { BusinessUnit = "" }) # expect: NAME-005
}

resource "aws_kms_key" "spelled_otherwise" {
  tags = { # expect: NAME-005
    businessunit = "digital"
    Environment  = "prod"
    Layer        = "1"
    Repository   = "x"
  }
}

resource "aws_s3_bucket" "replica" {
  provider = aws.replica
  bucket   = "app-datahub-prod-s3-digital-replica"
}
