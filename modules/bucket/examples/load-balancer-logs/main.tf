# Access logs of a governance application's load balancer, kept for a year. AWS writes them with SSE-S3 only, hence the
# purpose. The load balancer is checked at once; by naming the module's output it waits for the bucket's policy.

terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

provider "aws" {
  region              = "ap-southeast-2"
  allowed_account_ids = ["339712836516"]
}

locals {
  tags = {
    Application  = "datamesh-manager-prod"
    BusinessUnit = "shared"
    Environment  = "prod"
    Layer        = "5"
    Repository   = "datamesh-manager-prod"
  }
}

module "alb_logs" {
  source = "../.."

  env                   = "prod"
  scope                 = "acc"
  qualifier             = "dmm-alb-logs"
  purpose               = "elb-access-logs"
  log_source_account_id = "339712836516"
  lifecycle_rules       = { a-year = { expiration_days = 365 } }
  repository            = "datamesh-manager-prod"
  layer                 = 5
}

resource "aws_security_group" "alb" {
  name        = "app-datahub-prod-sg-acc-dmm-alb"
  description = "Load balancer of Data Mesh Manager"
  vpc_id      = data.terraform_remote_state.core_network.outputs.vpc_ids["prod"]
  tags        = local.tags
}

resource "aws_vpc_security_group_ingress_rule" "https" {
  security_group_id = aws_security_group.alb.id
  description       = "Users in the prod network"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "10.32.0.0/16"
  tags              = local.tags
}

resource "aws_vpc_security_group_egress_rule" "application" {
  security_group_id = aws_security_group.alb.id
  description       = "The application's tasks"
  ip_protocol       = "tcp"
  from_port         = 8443
  to_port           = 8443
  cidr_ipv4         = "10.32.84.0/24"
  tags              = local.tags
}

resource "aws_lb" "dmm" {
  #checkov:skip=CKV2_AWS_20: The listener, HTTPS only, is not part of this example
  #checkov:skip=CKV2_AWS_28: Internal, behind the firewalls of core-security; nothing public reaches it
  name                       = "app-datahub-prod-alb-acc-dmm"
  internal                   = true
  load_balancer_type         = "application"
  security_groups            = [aws_security_group.alb.id]
  subnets                    = data.terraform_remote_state.core_network.outputs.app_subnet_ids["datamesh-manager"]
  drop_invalid_header_fields = true
  enable_deletion_protection = true
  tags                       = local.tags

  access_logs {
    bucket  = module.alb_logs.name
    prefix  = "dmm"
    enabled = true
  }
}
