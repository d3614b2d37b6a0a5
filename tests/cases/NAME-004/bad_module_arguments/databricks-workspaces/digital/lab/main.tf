module "schemas" {
  source        = "./modules/schemas"
  for_each      = toset(["digital", "digitel"])
  business_unit = each.key # expect: NAME-004
}

module "elsewhere" {
  source = "git::https://gitlab.example.com/strangers/modules.git//grants" # problem
  bu     = "gas"                                                           # expect: NAME-004
}

module "identifier" {
  source        = "./modules/schemas"
  business_unit = "elec_network"
}
