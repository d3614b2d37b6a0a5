module "landing" { # expect: KMS-001
  source   = "./modules/bucket"
  for_each = toset(["digital", "corporate", "elec-network"])

  name        = "app-datahub-prod-s3-${each.key}-field-landing"
  kms_key_arn = aws_kms_key.datahub.arn
}
