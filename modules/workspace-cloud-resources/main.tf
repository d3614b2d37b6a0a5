locals {
  workspace = "${var.bu}-${var.stage}"
  prefix    = "app-datahub-${var.env}"

  # Names and ARNs are built here and not read from the resources, so that the policies are known in a plan.
  root_bucket_name      = "${local.prefix}-s3-${local.workspace}-root"
  root_bucket_arn       = "arn:aws:s3:::${local.root_bucket_name}"
  cross_account_name    = "${local.prefix}-iam-${local.workspace}-cross-account"
  instance_profile_name = "${local.prefix}-iam-${local.workspace}-instance-profile"
  security_group_name   = "${local.prefix}-sg-${local.workspace}-workspace"
  cross_account_arn     = "arn:aws:iam::${var.aws_account_id}:role/${local.cross_account_name}"
  instance_role_arn     = "arn:aws:iam::${var.aws_account_id}:role/${aws_iam_role.instance_profile.name}"

  tags = merge(var.tags, {
    BusinessUnit = var.bu
    Environment  = var.env
    Layer        = "1"
    Repository   = var.repository
    Workspace    = local.workspace
  })
}

# Databricks' control plane reads and writes the workspace's root bucket, for this Databricks account only.
data "aws_iam_policy_document" "root_bucket" {
  statement {
    sid = "DatabricksAccess"
    actions = [
      "s3:DeleteObject",
      "s3:GetBucketLocation",
      "s3:GetObject",
      "s3:GetObjectVersion",
      "s3:ListBucket",
      "s3:PutObject",
    ]
    resources = [local.root_bucket_arn, "${local.root_bucket_arn}/*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::414351767826:root"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalTag/DatabricksAccountId"
      values   = [var.databricks_account_id]
    }
  }

  # Tables live in the catalog's buckets. Through the root bucket nobody would be asked for a grant.
  statement {
    sid       = "DenyCatalogData"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = ["${local.root_bucket_arn}/unity-catalog/*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::414351767826:root"]
    }
  }
}

module "root_bucket" {
  source = "../bucket"

  env              = var.env
  scope            = local.workspace
  qualifier        = "root"
  kms_key_arn      = var.kms_key_arn
  policy_documents = [data.aws_iam_policy_document.root_bucket.json]
  repository       = var.repository
  tags             = merge(var.tags, { Workspace = local.workspace })
}
