# at: network-model-datastores
data "terraform_remote_state" "infra" {
  backend = "http"
  config = {
    address = "https://gitlab.example.com/api/v4/projects/1101/terraform/state/prod"
  }
}

data "aws_kms_alias" "own" {
  name = "alias/app-datahub-prod-kms-elec-network"
}

resource "aws_kms_key" "application" {}

resource "aws_kms_alias" "application" {
  name          = "alias/app-datahub-prod-kms-elec-network-datastores"
  target_key_id = aws_kms_key.application.key_id
}

# The state is not here, but the output's key says whose it is.
resource "aws_db_instance" "network_model" {
  identifier     = "app-datahub-prod-rds-elec-network"
  instance_class = "db.m6g.large"
  kms_key_id     = data.terraform_remote_state.infra.outputs.kms_key_arns["elec-network"]
}

resource "aws_secretsmanager_secret" "looked_up" {
  name       = "app-datahub-prod-sm-elec-network-looked-up"
  kms_key_id = data.aws_kms_alias.own.target_key_arn
}

resource "aws_secretsmanager_secret" "application" {
  name       = "app-datahub-prod-sm-elec-network-application"
  kms_key_id = aws_kms_key.application.arn
}

# What belongs to no business unit may be encrypted with any unit's key.
resource "aws_sns_topic" "alarms" {
  name              = "alarms"
  kms_master_key_id = data.terraform_remote_state.infra.outputs.kms_key_arns["digital"]
}

# Without a key of its own it is another rule's.
resource "aws_secretsmanager_secret" "default_key" {
  name = "app-datahub-prod-sm-digital-default"
}

# `digitalis` is no business unit.
resource "aws_cloudwatch_log_group" "digitalis" {
  name       = "/datahub/digitalis"
  kms_key_id = data.terraform_remote_state.infra.outputs.kms_key_arns["corporate"]
}
