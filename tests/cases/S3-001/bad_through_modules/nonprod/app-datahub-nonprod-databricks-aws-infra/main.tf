module "storage" {
  source = "./modules/storage"

  environment = "nonprod"
  encryption  = var.encryption
}

variable "encryption" {
  type = map(string)
}
