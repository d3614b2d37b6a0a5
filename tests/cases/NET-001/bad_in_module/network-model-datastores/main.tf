locals {
  routes = { out = "0.0.0.0/0" }
}

module "net" {
  source = "./modules/net"
  routes = local.routes
}
