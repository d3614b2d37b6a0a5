# at: app-datahub-prod-databricks-aws-infra
variable "environment" {
  default = "prod"
}

locals {
  units  = ["digital", "corporate", "elec-network"]
  prefix = "app-datahub-${var.environment}"
}

resource "aws_s3_bucket" "landing" {
  for_each = toset(local.units)
  bucket   = "${local.prefix}-s3-${each.key}-field-landing"
}

resource "aws_s3_bucket" "metastore" {
  bucket = "app-datahub-prod-s3-acc-metastore"
}

resource "aws_kms_alias" "key" {
  for_each      = toset(local.units)
  name          = join("-", ["alias/app-datahub", var.environment, "kms", each.key])
  target_key_id = "0b1c2d3e-aaaa-bbbb-cccc-0123456789ab"
}

resource "aws_iam_role" "catalog" {
  name               = "app-datahub-prod-iam-elec-network-field-uc"
  assume_role_policy = "{}"
}

resource "aws_iam_instance_profile" "catalog" {
  name = aws_iam_role.catalog.name
  role = aws_iam_role.catalog.name
}

resource "aws_security_group" "workspace" {
  name = "app-datahub-prod-sg-digital-field"
}

resource "aws_db_instance" "store" {
  identifier     = "app-datahub-prod-rds-acc-dmm"
  instance_class = "db.t4g.medium"
}

resource "aws_cloudwatch_log_group" "ecs" {
  name = "app-datahub-prod-lg-acc-dmm"
}
