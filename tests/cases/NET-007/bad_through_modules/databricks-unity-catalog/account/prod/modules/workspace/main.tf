variable "network" {
  type = object({ vpc_id = string, endpoint = string })
}

module "network" {
  source   = "../network"
  vpc_id   = var.network.vpc_id
  endpoint = var.network.endpoint
}
