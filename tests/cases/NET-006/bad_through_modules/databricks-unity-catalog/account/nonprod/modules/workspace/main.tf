variable "name" {
  type = string
}

variable "subnets" {
  type = list(string)
}

module "network" {
  source = "../network"
  settings = {
    name    = var.name
    subnets = var.subnets
  }
}
