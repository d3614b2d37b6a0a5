locals {
  grants = {
    engineers = ["s3:*"]
    viewers   = ["s3:GetObject"]
  }
}

module "persona" {
  source   = "./modules/policy"
  for_each = local.grants
  name     = each.key
  actions  = each.value
}
