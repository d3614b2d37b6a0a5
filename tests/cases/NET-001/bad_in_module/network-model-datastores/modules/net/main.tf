variable "routes" {
  type = map(string)
}

module "routes" {
  source   = "../routes"
  for_each = var.routes
  to       = each.value
}

module "vpc" {
  source = "registry.terraform.io/terraform-aws-modules/vpc/aws//modules/flow-log" # expect: NET-001 # problem
}
