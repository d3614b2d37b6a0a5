variable "network" {
  type = object({
    vpc_id   = string
    endpoint = string
  })
}

module "workspace" {
  source  = "./modules/workspace"
  network = var.network
}
