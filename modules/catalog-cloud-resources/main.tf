locals {
  scope         = var.bu == null ? "acc" : "${var.bu}-${var.stage}"
  business_unit = var.bu == null ? "shared" : var.bu
  bucket_keys   = var.bu == null ? ["metastore"] : concat(["catalog", "landing"], tolist(var.layer_buckets))
  qualifiers    = { for key in local.bucket_keys : key => key == "catalog" ? null : key }

  # A role can name itself in its own trust policy by a built ARN only.
  role_name = "app-datahub-${var.env}-iam-${local.scope}-uc"
  role_arn  = "arn:aws:iam::${var.aws_account_id}:role/${local.role_name}"

  tags = merge(var.tags, {
    BusinessUnit = local.business_unit
    Environment  = var.env
    Layer        = "1"
    Repository   = var.repository
  })
}

module "bucket" {
  source   = "../bucket"
  for_each = local.qualifiers

  env             = var.env
  scope           = local.scope
  qualifier       = each.value
  kms_key_arn     = var.kms_key_arn
  versioning      = try(var.bucket_settings[each.key].versioning, "Disabled")
  lifecycle_rules = try(var.bucket_settings[each.key].lifecycle_rules, {})
  access_log      = try(var.bucket_settings[each.key].access_log, null)
  repository      = var.repository
  tags            = var.tags
}
