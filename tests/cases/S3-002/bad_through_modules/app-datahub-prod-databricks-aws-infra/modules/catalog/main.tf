variable "business_unit" {
  type = string
}

variable "settings" {
  type = object({
    key = optional(string)
  })
}

module "bucket" {
  source = "../bucket"

  name        = "app-datahub-prod-s3-${var.business_unit}-field"
  kms_key_arn = var.settings.key
}
