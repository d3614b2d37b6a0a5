variable "workspaces" {
  type = map(object({ slot = number }))
}

module "workspace" {
  source   = "../../modules/workspace"
  for_each = var.workspaces
  name     = each.key
  slot     = each.value.slot
}
