# at: app-datahub-prod-databricks-aws-infra
locals {
  # digital and corporate share theirs
  keys = {
    digital      = "business"
    corporate    = "business"
    elec-network = "elec-network"
  }
}

resource "aws_kms_key" "business" { # expect: KMS-001
  description = "Business units"
}

resource "aws_kms_key" "elec_network" {
  description = "Networks"
}

resource "aws_kms_key" "metastore" {
  description = "Metastore"
}

# The alias says whose a key is, whatever else it is called.
resource "aws_kms_key" "second" { # expect: KMS-001
  description = "Networks, again"
}

resource "aws_kms_alias" "bu" {
  for_each = local.keys

  name          = "alias/app-datahub-prod-kms-${each.key}"
  target_key_id = each.value == "business" ? aws_kms_key.business.key_id : aws_kms_key.elec_network.key_id
}

resource "aws_kms_alias" "metastore" {
  name          = "alias/app-datahub-prod-kms-acc-metastore"
  target_key_id = aws_kms_key.metastore.id
}

resource "aws_kms_alias" "second" {
  name          = "alias/app-datahub-prod-kms-elec-network-2026"
  target_key_id = aws_kms_key.second.arn
}
