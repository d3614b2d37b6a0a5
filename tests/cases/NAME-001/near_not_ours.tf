# at: datamesh-manager-prod
provider "aws" {
  region = "ap-southeast-2"
}

provider "aws" {
  alias  = "core_network"
  region = "ap-southeast-2"
}

# in core-network's account, where names are its team's
resource "aws_iam_role" "dns" {
  provider           = aws.core_network
  name               = "core-network-dns-dmm"
  assume_role_policy = "{}"
}

# looked up, not named here
data "aws_s3_bucket" "corporate" {
  bucket = "jemena-corporate-archive"
}

# types without a place in the pattern
resource "aws_ecs_service" "dmm" {
  name = "dmm"
}

resource "aws_ssm_parameter" "host" {
  name = "/service/datamesh-manager/host"
  type = "String"
}

# AWS gives this name, and nobody else can
resource "aws_cloudwatch_log_group" "postgresql" {
  name              = "/aws/rds/instance/app-datahub-prod-rds-acc-dmm/postgresql"
  retention_in_days = 90
}

resource "aws_s3_bucket" "waf" {
  bucket = "aws-waf-logs-datamesh-manager"
}

resource "aws_s3_bucket" "retired" {
  count  = 0
  bucket = "legacy"
}

resource "aws_s3_bucket" "none" {
  for_each = toset([])
  bucket   = "legacy-${each.key}"
}
