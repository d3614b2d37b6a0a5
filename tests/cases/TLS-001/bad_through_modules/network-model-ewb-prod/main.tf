module "service" {
  source = "./modules/service"

  names      = ["ewb", "ewb-admin"]
  tls_policy = var.tls_policy
}

variable "tls_policy" {
  type = string
}
