terraform {
  backend "http" {}
}

module "keys" {
  source = "./modules/keys"
}
