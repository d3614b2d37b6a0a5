# at: network-model-datastores
variable "kms_key_arn" {
  type = string
}

variable "alias" {
  type = string
}

data "aws_kms_alias" "some" {
  name = var.alias
}

resource "aws_kms_key" "database" {}

resource "aws_db_instance" "network_model" {
  identifier     = "app-datahub-prod-rds-elec-network"
  instance_class = "db.m6g.large"
  kms_key_id     = var.kms_key_arn # undecided: KMS-004
}

resource "aws_secretsmanager_secret" "some" {
  name       = "app-datahub-prod-sm-elec-network-some"
  kms_key_id = data.aws_kms_alias.some.target_key_arn # undecided: KMS-004
}

# A key that says nothing of whose it is.
resource "aws_secretsmanager_secret" "own" {
  name       = "app-datahub-prod-sm-elec-network-own"
  kms_key_id = aws_kms_key.database.arn # undecided: KMS-004
}

resource "aws_secretsmanager_secret" "literal" {
  name       = "app-datahub-prod-sm-elec-network-literal"
  kms_key_id = "arn:aws:kms:ap-southeast-2:339712836516:key/1234abcd-12ab-34cd-56ef-1234567890ab" # undecided: KMS-004
}

# One of two, and it is not known which.
variable "migrated" {
  type = bool
}

resource "aws_kms_key" "bu" {
  for_each = toset(["corporate", "elec-network"])
}

resource "aws_secretsmanager_secret" "migrating" {
  name       = "app-datahub-prod-sm-elec-network-migrating"
  kms_key_id = var.migrated ? aws_kms_key.bu["elec-network"].arn : aws_kms_key.bu["corporate"].arn # undecided: KMS-004
}
