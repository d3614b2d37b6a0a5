variable "trusted" {
  type = map(string)
}

variable "owner_account_id" {
  type = string
}

module "trust" {
  source   = "./modules/trust"
  accounts = values(var.trusted)
}

module "elsewhere" {
  source     = "git::https://gitlab.example.com/strangers/modules.git//role" # problem
  principals = ["arn:aws:iam::999999999999:root"]                            # expect: NAME-003
}
