variable "accounts" {
  type = list(string)
}

module "role" {
  source     = "../role"
  count      = length(var.accounts)
  account_id = var.accounts[count.index]
}
