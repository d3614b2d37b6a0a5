locals {
  scope = "${var.bu}-${var.stage}"

  # Names and ARNs are built here and not read from the resources: the policies are then known in a plan, and the role
  # can name itself in its own trust policy.
  bucket_names = { for key in keys(var.buckets) : key => join("-", compact(["app-datahub", var.env, "s3", local.scope, key == "catalog" ? null : key])) }
  bucket_arns  = { for key, name in local.bucket_names : key => "arn:aws:s3:::${name}" }
  role_name    = "app-datahub-${var.env}-iam-${local.scope}-uc"
  role_arn     = "arn:aws:iam::${var.aws_account_id}:role/${local.role_name}"

  tags = merge(var.tags, {
    BusinessUnit = var.bu
    Environment  = var.env
    Layer        = "1"
    Repository   = var.repository
  })
}

module "bucket" {
  source   = "../bucket"
  for_each = var.buckets

  env             = var.env
  scope           = local.scope
  qualifier       = each.key == "catalog" ? null : each.key
  kms_key_arn     = var.kms_key_arn
  versioning      = each.value.versioning
  lifecycle_rules = each.value.lifecycle_rules
  access_log      = each.value.access_log
  repository      = var.repository
  tags            = var.tags
}
