variable "environment" {
  type = string
}

variable "encryption" {
  type = map(string)
}

module "bucket" {
  source   = "../bucket"
  for_each = var.encryption

  name       = join("-", ["app-datahub", var.environment, "s3", each.key])
  algorithms = [each.value]
}

# What is handed on from a module is encrypted here, and this one is forgotten.
module "results" {
  source = "../bucket"

  name = "app-datahub-${var.environment}-s3-acc-athena"
}
