terraform {
  backend "http" {
    address = "https://gitlab.example.com/api/v4/projects/1101/terraform/state/prod"
  }
}

module "keys" {
  source   = "./modules/keys"
  for_each = toset(["digital", "elec-network", "acc-metastore"])

  name = each.key
}

output "kms_key_arns" {
  value = { for name, module in module.keys : name => module.arn }
}

# The output's name lies about what it holds.
output "elec_network_key_arn" {
  value = module.keys["digital"].arn
}
