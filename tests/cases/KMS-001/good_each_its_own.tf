# at: nonprod/app-datahub-nonprod-databricks-aws-infra
variable "env" {
  type    = string
  default = "nonprod"
}

locals {
  keys = toset(["digital", "corporate", "elec-network", "sparky", "acc-metastore"])
}

resource "aws_kms_key" "this" {
  for_each = local.keys

  description         = "${each.key} in ${var.env}"
  enable_key_rotation = true
}

resource "aws_kms_alias" "this" {
  for_each = local.keys

  name          = "alias/app-datahub-${var.env}-kms-${each.key}"
  target_key_id = aws_kms_key.this[each.key].key_id
}
