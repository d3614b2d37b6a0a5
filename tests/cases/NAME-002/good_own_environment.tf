# at: nonprod/app-datahub-nonprod-databricks-aws-infra
variable "environment" {
  type    = string
  default = "nonprod"

  validation {
    condition     = contains(["prod", "nonprod"], var.environment)
    error_message = "The environment is prod or nonprod."
  }
}

locals {
  # a table for every environment, of which each stack takes its own row
  settings = {
    nonprod = { prefix = "app-datahub-nonprod", days = 7 }
    prod    = { prefix = "app-datahub-prod", days = 90 }
  }
  own = local.settings[var.environment]
}

data "terraform_remote_state" "core_network" {
  backend = "http"
  config = {
    address = "https://gitlab.example.com/api/v4/projects/1001/terraform/state/${var.environment}"
  }
}

resource "aws_s3_bucket" "lab" {
  bucket = "${local.own.prefix}-s3-digital-lab"
  tags = {
    Environment = var.environment
    Stage       = "lab"
    Repository  = "app-datahub-nonprod-databricks-aws-infra"
  }
}
