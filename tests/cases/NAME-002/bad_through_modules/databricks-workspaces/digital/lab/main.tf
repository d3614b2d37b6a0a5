module "workspace" {
  source = "./modules/workspace"
  bu     = "digital"
}

module "elsewhere" {
  source  = "git::https://gitlab.example.com/strangers/modules.git//cluster" # problem
  catalog = "digital-field"                                                  # expect: NAME-002
}

output "catalog" {
  value = "digital-field" # expect: NAME-002
}
