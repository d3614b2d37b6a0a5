data "aws_iam_policy_document" "instance_trust" {
  statement {
    sid     = "Ec2"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "data_access" {
  count = length(var.data_bucket_arns) > 0 ? 1 : 0

  statement {
    sid       = "ListBuckets"
    actions   = ["s3:ListBucket", "s3:GetBucketLocation"]
    resources = var.data_bucket_arns
  }

  statement {
    sid       = "Objects"
    actions   = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]
    resources = [for arn in var.data_bucket_arns : "${arn}/*"]
  }

  statement {
    sid       = "Key"
    actions   = ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey*"]
    resources = [var.kms_key_arn]
  }
}

resource "aws_iam_role" "instance_profile" {
  name                 = local.instance_profile_name
  description          = "Clusters of workspace ${local.workspace}"
  assume_role_policy   = data.aws_iam_policy_document.instance_trust.json
  permissions_boundary = var.permissions_boundary_arn
  tags                 = local.tags
}

resource "aws_iam_role_policy" "data_access" {
  count = length(var.data_bucket_arns) > 0 ? 1 : 0

  name   = "data-access"
  role   = aws_iam_role.instance_profile.name
  policy = data.aws_iam_policy_document.data_access[0].json
}

resource "aws_iam_instance_profile" "this" {
  name = local.instance_profile_name
  role = aws_iam_role.instance_profile.name
  tags = local.tags
}
