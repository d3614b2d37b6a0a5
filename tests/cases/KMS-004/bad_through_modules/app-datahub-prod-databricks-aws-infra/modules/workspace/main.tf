variable "workspace" {
  type = string
}

variable "keys" {
  type = map(string)
}

module "root" {
  source = "../bucket"

  name = "app-datahub-prod-s3-${var.workspace}-root"
  # meant as a default, and never changed
  kms_key_arn = var.keys["digital"]
}
