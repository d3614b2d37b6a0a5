# at: app-datahub-prod-databricks-aws-infra
resource "aws_kms_key" "bu" {
  for_each = toset(["digital", "corporate", "elec-network"])

  enable_key_rotation = true
}

resource "aws_kms_key" "metastore" {
  enable_key_rotation = true
}

# A key for what belongs to no business unit is nobody's business here.
resource "aws_kms_key" "logs" {
  enable_key_rotation = true
  tags                = { BusinessUnit = "shared" }
}

resource "aws_kms_alias" "logs" {
  name          = "alias/app-datahub-prod-kms-acc-logs"
  target_key_id = aws_kms_key.logs.key_id
}

# A second name of the same key is no second key.
resource "aws_kms_alias" "digital" {
  name          = "alias/app-datahub-prod-kms-digital"
  target_key_id = aws_kms_key.bu["digital"].key_id
}

resource "aws_kms_alias" "digital_old_name" {
  name          = "alias/legacy-data"
  target_key_id = aws_kms_key.bu["digital"].key_id
}

# There is one only when somebody asks for it.
resource "aws_kms_key" "digital_migration" {
  count = var.migrating ? 1 : 0
}

variable "migrating" {
  type    = bool
  default = false
}
