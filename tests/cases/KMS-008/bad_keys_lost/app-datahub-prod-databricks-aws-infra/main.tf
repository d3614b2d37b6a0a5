resource "aws_kms_key" "bu" { # expect: KMS-008
  for_each = toset(["corporate", "elec-network"])

  description         = "Data of ${each.key}"
  enable_key_rotation = true
  multi_region        = each.key == "corporate" # expect: KMS-008
}

resource "aws_kms_key" "metastore" {
  description = "Metastore"
  is_enabled  = false # expect: KMS-008
}

# A key made anew, which the alias of the old one will point at.
resource "aws_kms_key" "elec_network_2026" {
  description = "Data of elec-network"
}

resource "aws_kms_alias" "elec_network" {
  name          = "alias/app-datahub-prod-kms-elec-network"
  target_key_id = aws_kms_key.elec_network_2026.key_id # expect: KMS-008
}

resource "aws_kms_alias" "metastore" {
  name          = "alias/app-datahub-prod-kms-acc-metastore"
  target_key_id = aws_kms_key.bu["elec-network"].key_id # expect: KMS-008
}

resource "aws_kms_alias" "logs" {
  name          = "alias/app-datahub-prod-kms-acc-logs" # expect: KMS-008
  target_key_id = aws_kms_key.metastore.key_id
}
