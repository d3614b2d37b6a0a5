module "workspace" {
  source   = "../../modules/workspace"
  for_each = { digital-field = 0, elec-network-field = 2 }
  slot     = each.value
  bits     = each.key == "digital-field" ? 8 : 9
}
