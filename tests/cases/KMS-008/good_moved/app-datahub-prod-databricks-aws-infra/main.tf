resource "aws_kms_key" "bu" {
  for_each = toset(["digital"])

  description         = "Data of ${each.key}"
  enable_key_rotation = true
}

moved {
  from = aws_kms_key.digital
  to   = aws_kms_key.bu["digital"]
}

# Given up by this stack, and not destroyed.
removed {
  from = aws_kms_key.sandbox

  lifecycle {
    destroy = false
  }
}

resource "aws_kms_key" "metastore" {
  description             = "Metastore, with rotation"
  enable_key_rotation     = true
  deletion_window_in_days = 30
}

# Was disabled before, and stays so.
resource "aws_kms_key" "retired" {
  description = "Retired"
  is_enabled  = false
}

resource "aws_kms_alias" "metastore" {
  name          = "alias/app-datahub-prod-kms-acc-metastore"
  target_key_id = aws_kms_key.metastore.key_id
}

resource "aws_kms_key" "corporate" {
  description = "A new key"
}

resource "aws_kms_alias" "corporate" {
  name          = "alias/app-datahub-prod-kms-corporate"
  target_key_id = aws_kms_key.corporate.key_id
}
