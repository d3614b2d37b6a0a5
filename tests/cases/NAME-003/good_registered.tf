# at: app-datahub-prod-databricks-aws-infra
locals {
  accounts = { core_network = "234268347951", core_security = "484357440923", databricks = "414351767826" }
}

variable "accounts" {
  type = map(string)
  default = {
    prod    = "339712836516"
    nonprod = "851725449831"
  }
}

provider "aws" {
  region              = "ap-southeast-2"
  allowed_account_ids = [var.accounts["prod"]]
}

provider "aws" {
  alias                 = "anywhere_else"
  forbidden_account_ids = ["851725449831"]
}

# a table for every environment
variable "deployers" {
  type = map(string)
  default = {
    prod    = "arn:aws:iam::339712836516:role/deploy"
    nonprod = "arn:aws:iam::851725449831:role/deploy"
  }
}

resource "aws_kms_key" "this" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "kms:Decrypt"
      Principal = { AWS = [for id in values(local.accounts) : "arn:aws:iam::${id}:root"] }
      Resource  = "*"
      }, {
      Effect    = "Allow"
      Action    = "kms:*"
      Principal = { AWS = "arn:aws:iam::339712836516:root" }
      Resource  = "*"
    }]
  })
}

data "aws_ami" "databricks" {
  owners = ["601306020600"]
}
