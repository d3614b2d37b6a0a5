terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
  backend "http" {
    address        = "https://gitlab.example.com/api/v4/projects/@project@/terraform/state/@environment@"
    lock_address   = "https://gitlab.example.com/api/v4/projects/@project@/terraform/state/@environment@/lock"
    unlock_address = "https://gitlab.example.com/api/v4/projects/@project@/terraform/state/@environment@/lock"
    lock_method    = "POST"
    unlock_method  = "DELETE"
  }
}

provider "aws" {
  region              = "ap-southeast-2"
  allowed_account_ids = ["234268347951"]
}

locals {
  cidr = "@cidr@"
  tags = { BusinessUnit = "shared", Environment = "@environment@", Layer = "1", Repository = "@repository@" }
  tiers = {
    eni     = { bits = 11, first = 32 }
    db      = { bits = 11, first = 64 }
    private = { bits = 8, first = 86 }
  }
  subnets = merge([
    for tier, plan in local.tiers : {
      for zone in range(3) : "${tier}-${zone}" => { tier = tier, cidr = cidrsubnet(local.cidr, plan.bits, plan.first + zone) }
    }
  ]...)
  endpoints = ["kms", "ssm", "rds", "sts"]
}

resource "aws_vpc" "shared" {
  cidr_block           = local.cidr
  enable_dns_hostnames = true
  tags                 = local.tags
}

resource "aws_vpc_ipv4_cidr_block_association" "more" {
  vpc_id     = aws_vpc.shared.id
  cidr_block = cidrsubnet("10.64.0.0/12", 4, 2)
}

resource "aws_default_security_group" "shared" {
  vpc_id = aws_vpc.shared.id
}

resource "aws_subnet" "this" {
  for_each             = local.subnets
  vpc_id               = aws_vpc.shared.id
  cidr_block           = each.value.cidr
  availability_zone_id = "apse2-az${tonumber(split("-", each.key)[1]) + 1}"
  tags                 = merge(local.tags, { Tier = each.value.tier })
}

resource "aws_vpc_endpoint" "this" {
  for_each            = toset(local.endpoints)
  vpc_id              = aws_vpc.shared.id
  service_name        = "com.amazonaws.ap-southeast-2.${each.key}"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = [for name, subnet in aws_subnet.this : subnet.id if startswith(name, "eni-")]
  tags                = local.tags
}

output "vpc_id" {
  value = aws_vpc.shared.id
}

output "subnet_ids" {
  value = { for name, subnet in aws_subnet.this : name => subnet.id }
}
