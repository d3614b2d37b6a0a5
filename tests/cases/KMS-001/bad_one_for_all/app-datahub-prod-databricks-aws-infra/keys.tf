resource "aws_kms_key" "datahub" {
  description         = "All data of the platform"
  enable_key_rotation = true
}

resource "aws_kms_alias" "datahub" {
  name          = "alias/app-datahub-prod-kms-acc"
  target_key_id = aws_kms_key.datahub.key_id
}
