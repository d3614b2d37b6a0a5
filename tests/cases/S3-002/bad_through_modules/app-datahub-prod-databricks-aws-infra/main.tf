locals {
  catalogs = {
    digital   = { key = aws_kms_key.digital.arn }
    corporate = {}
  }
}

resource "aws_kms_key" "digital" {}

module "catalog" {
  source   = "./modules/catalog"
  for_each = local.catalogs

  business_unit = each.key
  settings      = each.value
}
