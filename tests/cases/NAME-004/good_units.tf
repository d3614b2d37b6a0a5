# at: nonprod/app-datahub-nonprod-databricks-aws-infra
variable "units" {
  type    = set(string)
  default = ["digital", "corporate", "elec-network", "sparky"]
}

resource "aws_s3_bucket" "data" {
  for_each = var.units
  bucket   = "app-datahub-nonprod-s3-${each.key}-landing"
  tags     = { BusinessUnit = each.key }
}

resource "aws_kms_alias" "unit" {
  for_each      = var.units
  name          = "alias/app-datahub-nonprod-kms-${each.key}"
  target_key_id = "0b1c2d3e-aaaa-bbbb-cccc-0123456789ab"
}

resource "aws_s3_bucket" "metastore" {
  bucket = "app-datahub-nonprod-s3-acc-metastore"
  tags   = { BusinessUnit = "shared" }
}
