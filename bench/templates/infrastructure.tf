terraform {
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
  allowed_account_ids = ["@account@"]
}

data "terraform_remote_state" "network" {
  backend = "http"
  config = {
    address = "https://gitlab.example.com/api/v4/projects/1001/terraform/state/@environment@"
  }
}

variable "databricks_account_id" {
  type      = string
  sensitive = true
}

locals {
  units = ["digital", "corporate", "elec-network"]
  tags  = { Environment = "@environment@", Layer = "1", Repository = "@repository@" }
}

resource "aws_kms_key" "unit" {
  for_each                = toset(local.units)
  description             = "Data of ${each.key}"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = data.aws_iam_policy_document.key.json
  tags                    = merge(local.tags, { BusinessUnit = each.key })
}

resource "aws_kms_alias" "unit" {
  for_each      = aws_kms_key.unit
  name          = "alias/app-datahub-@environment@-kms-${each.key}"
  target_key_id = each.value.key_id
}

resource "aws_kms_key_policy" "unit" {
  for_each = aws_kms_key.unit
  key_id   = each.value.key_id
  policy   = data.aws_iam_policy_document.key.json
}

resource "aws_kms_replica_key" "unit" {
  primary_key_arn         = aws_kms_key.unit["digital"].arn
  deletion_window_in_days = 30
}

resource "aws_kms_external_key" "own" {
  description = "A key whose material comes from elsewhere"
  policy      = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::@account@:root" }, Action = "kms:*", Resource = "*" }] })
}

data "aws_iam_policy_document" "key" {
  statement {
    sid       = "Account"
    actions   = ["kms:*"]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::@account@:root"]
    }
  }
}

resource "aws_s3_bucket" "unit" {
  for_each = toset(local.units)
  bucket   = "app-datahub-@environment@-s3-${each.key}"
  tags     = merge(local.tags, { BusinessUnit = each.key })
}

resource "aws_s3_bucket_server_side_encryption_configuration" "unit" {
  for_each = aws_s3_bucket.unit
  bucket   = each.value.id
  rule {
    bucket_key_enabled = true
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.unit[each.key].arn
    }
  }
}

resource "aws_iam_role" "unit" {
  for_each = toset(local.units)
  name     = "app-datahub-@environment@-iam-${each.key}"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = "arn:aws:iam::414351767826:role/unity-catalog-prod-UCMasterRole-14S5ZJVKOTYTL" }
      Condition = { StringEquals = { "sts:ExternalId" = var.databricks_account_id } }
    }]
  })
  tags = merge(local.tags, { BusinessUnit = each.key })
}

resource "aws_iam_role_policy" "unit" {
  for_each = aws_iam_role.unit
  name     = "data"
  role     = each.value.id
  policy   = data.databricks_aws_unity_catalog_policy.unit[each.key].json
}

data "databricks_aws_unity_catalog_policy" "unit" {
  for_each       = toset(local.units)
  aws_account_id = "@account@"
  bucket_name    = aws_s3_bucket.unit[each.key].bucket
  role_name      = "app-datahub-@environment@-iam-${each.key}"
  kms_name       = aws_kms_key.unit[each.key].arn
}

data "aws_kms_alias" "metastore" {
  name = "alias/app-datahub-@environment@-kms-acc-metastore"
}

data "aws_kms_key" "metastore" {
  key_id = data.aws_kms_alias.metastore.target_key_id
}

resource "aws_security_group" "compute" {
  name   = "app-datahub-@environment@-sg-acc"
  vpc_id = data.terraform_remote_state.network.outputs.vpc_id
  dynamic "egress" {
    for_each = { rest = 443, fips = 2443, relay = 6666 }
    content {
      description = egress.key
      from_port   = egress.value
      to_port     = egress.value
      protocol    = "tcp"
      cidr_blocks = ["@cidr@"]
    }
  }
  tags = merge(local.tags, { BusinessUnit = "shared" })
}

output "kms_key_arns" {
  value = { for unit, key in aws_kms_key.unit : unit => key.arn }
}

output "bucket_names" {
  value = { for unit, bucket in aws_s3_bucket.unit : unit => bucket.bucket }
}

output "role_arns" {
  value = { for unit, role in aws_iam_role.unit : unit => role.arn }
}

output "security_group_id" {
  value = aws_security_group.compute.id
}
