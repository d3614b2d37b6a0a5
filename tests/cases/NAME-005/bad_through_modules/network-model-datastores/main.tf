provider "aws" {
  region = "ap-southeast-2"
  default_tags {
    tags = local.tags
  }
}

provider "aws" {
  alias  = "plain"
  region = "ap-southeast-2"
}

locals {
  tags = {
    BusinessUnit = "elec-network"
    Environment  = "prod"
    Layer        = "5"
    Repository   = "network-model-datastores"
  }
}

module "store" {
  source    = "./modules/store"
  providers = { aws = aws.plain }
}

module "tagged" {
  source = "./modules/table"
  tags   = {}
}
