# at: app-datahub-prod-databricks-aws-infra
provider "aws" {
  alias  = "core_network"
  region = "ap-southeast-2"
  assume_role {
    role_arn = "arn:aws:iam::234268347951:role/core-network-dns-admin"
  }
}

# this account's root is somebody else's for a role in the network's account
resource "aws_iam_role" "dns" {
  provider = aws.core_network
  name     = "core-network-dns-reader"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = "arn:aws:iam::339712836516:root" } # expect: XACC-002
    }]
  })
}
