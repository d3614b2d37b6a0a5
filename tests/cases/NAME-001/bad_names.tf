# at: app-datahub-prod-databricks-aws-infra
locals {
  env    = "prod"
  prefix = "jemena-${local.env}"
}

resource "aws_s3_bucket" "data" {
  bucket = "jemena-digital-data" # expect: NAME-001
}

resource "aws_s3_bucket" "generated" {
  bucket_prefix = "app-datahub-prod-s3-digital-" # expect: NAME-001
}

resource "aws_s3_bucket" "null" {
  bucket = null # expect: NAME-001
}

resource "aws_kms_alias" "wrong_kind" {
  name          = "alias/app-datahub-${local.env}-key-digital" # expect: NAME-001
  target_key_id = "0b1c2d3e-aaaa-bbbb-cccc-0123456789ab"
}

resource "aws_iam_role" "policies_kind" {
  name               = "app-datahub-prod-s3-digital-reader" # expect: NAME-001
  assume_role_policy = "{}"
}

resource "aws_iam_policy" "from_local" {
  name   = "${local.prefix}-read" # expect: NAME-001
  policy = "{}"
}

resource "aws_security_group" "nameless" { # expect: NAME-001
  description = "no name"
}

resource "aws_security_group" "no_scope" {
  name = "app-datahub-prod-sg" # expect: NAME-001
}

resource "aws_ecs_cluster" "underscores" {
  name = "app-datahub-prod-ecs-digital_field" # expect: NAME-001
}

resource "aws_lb" "upper_case" {
  name = "App-Datahub-Prod-alb-acc" # expect: NAME-001
}

resource "aws_db_instance" "store" {
  identifier     = "network-model" # expect: NAME-001
  instance_class = "db.t4g.medium"
}

resource "aws_secretsmanager_secret" "unknown_unit" {
  name = "app-datahub-prod-sm-gas-token" # expect: NAME-001
}
