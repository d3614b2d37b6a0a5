data "terraform_remote_state" "infra" {
  backend = "http"
  config = {
    address = "https://gitlab.example.com/api/v4/projects/1101/terraform/state/prod"
  }
}

locals {
  tags = { BusinessUnit = "elec-network" }
}

resource "aws_db_instance" "network_model" {
  identifier                    = "app-datahub-prod-rds-elec-network"
  instance_class                = "db.m6g.large"
  storage_encrypted             = true
  kms_key_id                    = data.terraform_remote_state.infra.outputs.kms_key_arns["elec-network"]
  performance_insights_enabled  = true
  master_user_secret_kms_key_id = data.terraform_remote_state.infra.outputs.kms_key_arns["digital"] # expect: KMS-004
  tags                          = local.tags
}

resource "aws_secretsmanager_secret" "database" {
  name       = "app-datahub-prod-sm-elec-network-database"
  kms_key_id = data.terraform_remote_state.infra.outputs.elec_network_key_arn # expect: KMS-004
  tags       = local.tags
}
