variable "name" {
  type = string
}

variable "bucket" {
  type = string
}

locals {
  url = "s3://${var.bucket}/"
}

module "location" {
  source = "./location"
  name   = var.name
  url    = local.url
}
