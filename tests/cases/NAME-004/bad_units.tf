# at: app-datahub-prod-databricks-aws-infra
locals {
  units = { digital = "digital", network = "elecnetwork" }
}

provider "aws" {
  default_tags {
    tags = {
      BusinessUnit = "sparky" # expect: NAME-004
    }
  }
}

resource "aws_s3_bucket" "data" {
  bucket = "app-datahub-prod-s3-digtal-landing" # expect: NAME-004
  tags = {
    BusinessUnit = "elecnetwork" # expect: NAME-004
  }
}

resource "aws_s3_bucket" "each" {
  for_each = local.units
  bucket   = "app-datahub-prod-s3-${each.value}-raw" # expect: NAME-004
  tags     = merge({ Owner = "data" }, { BusinessUnit = each.value }) # expect: NAME-004
}

resource "aws_kms_alias" "sparky" {
  name          = "alias/app-datahub-prod-kms-sparky" # expect: NAME-004
  target_key_id = "0b1c2d3e-aaaa-bbbb-cccc-0123456789ab"
}

resource "aws_kms_key" "identifier" {
  tags = { BusinessUnit = "elec_network" } # expect: NAME-004
}

resource "aws_kms_key" "capital" {
  tags = { BusinessUnit = "Digital" } # expect: NAME-004
}

resource "aws_autoscaling_group" "runners" {
  min_size = 0
  max_size = 1
  tag {
    key                 = "Name"
    value               = "runners"
    propagate_at_launch = true
  }
  tag {
    key                 = "BusinessUnit"
    value               = "platform" # expect: NAME-004
    propagate_at_launch = true
  }
}
