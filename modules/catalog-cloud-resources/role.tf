data "aws_iam_policy_document" "trust" {
  statement {
    sid     = "UnityCatalogAssumeRole"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::414351767826:role/unity-catalog-prod-UCMasterRole-14S5ZJVKOTYTL"]
    }

    condition {
      test     = "StringEquals"
      variable = "sts:ExternalId"
      values   = [var.databricks_account_id]
    }
  }

  # Unity Catalog refuses a role that cannot assume itself. IAM refuses a principal that does not exist yet, so the
  # account is the principal and the condition names the role.
  statement {
    sid     = "ExplicitSelfRoleAssumption"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::${var.aws_account_id}:root"]
    }

    condition {
      test     = "ArnLike"
      variable = "aws:PrincipalArn"
      values   = [local.role_arn]
    }

    condition {
      test     = "StringEquals"
      variable = "sts:ExternalId"
      values   = [var.databricks_account_id]
    }
  }
}

data "aws_iam_policy_document" "storage" {
  statement {
    sid       = "ListBuckets"
    actions   = ["s3:ListBucket", "s3:GetBucketLocation", "s3:ListBucketMultipartUploads"]
    resources = [for bucket in module.bucket : bucket.arn]
  }

  statement {
    sid = "Objects"
    actions = [
      "s3:GetObject",
      "s3:PutObject",
      "s3:DeleteObject",
      "s3:AbortMultipartUpload",
      "s3:ListMultipartUploadParts",
    ]
    resources = [for bucket in module.bucket : "${bucket.arn}/*"]
  }

  statement {
    sid       = "Key"
    actions   = ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey*"]
    resources = [var.kms_key_arn]
  }

  statement {
    sid       = "AssumeItself"
    actions   = ["sts:AssumeRole"]
    resources = [local.role_arn]
  }
}

data "aws_iam_policy_document" "file_events" {
  count = var.file_events ? 1 : 0

  statement {
    sid       = "Notifications"
    actions   = ["s3:GetBucketNotification", "s3:PutBucketNotification"]
    resources = [module.bucket["landing"].arn]
  }

  statement {
    sid = "Topics"
    actions = [
      "sns:CreateTopic",
      "sns:DeleteTopic",
      "sns:GetTopicAttributes",
      "sns:ListSubscriptionsByTopic",
      "sns:Publish",
      "sns:SetTopicAttributes",
      "sns:Subscribe",
      "sns:TagResource",
      "sns:Unsubscribe",
    ]
    resources = ["arn:aws:sns:*:${var.aws_account_id}:csms-*"]
  }

  statement {
    sid = "Queues"
    actions = [
      "sqs:ChangeMessageVisibility",
      "sqs:CreateQueue",
      "sqs:DeleteMessage",
      "sqs:DeleteQueue",
      "sqs:GetQueueAttributes",
      "sqs:GetQueueUrl",
      "sqs:ListQueueTags",
      "sqs:PurgeQueue",
      "sqs:ReceiveMessage",
      "sqs:SendMessage",
      "sqs:SetQueueAttributes",
      "sqs:TagQueue",
    ]
    resources = ["arn:aws:sqs:*:${var.aws_account_id}:csms-*"]
  }

  # These two have no resource to name.
  statement {
    sid       = "Lists"
    actions   = ["sns:ListTopics", "sqs:ListQueues"]
    resources = ["*"]
  }
}

resource "aws_iam_role" "uc" {
  name                 = local.role_name
  description          = "Unity Catalog reads and writes the storage of ${var.bu == null ? "the metastore" : "catalog ${replace(local.scope, "-", "_")}"}"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  permissions_boundary = var.permissions_boundary_arn
  tags                 = local.tags

  lifecycle {
    postcondition {
      condition     = self.arn == local.role_arn
      error_message = "The role is ${self.arn} and trusts ${local.role_arn}: aws_account_id is not the account that the provider works in."
    }
  }
}

resource "aws_iam_role_policy" "storage" {
  name   = "storage"
  role   = aws_iam_role.uc.name
  policy = data.aws_iam_policy_document.storage.json
}

resource "aws_iam_role_policy" "file_events" {
  count = var.file_events ? 1 : 0

  name   = "file-events"
  role   = aws_iam_role.uc.name
  policy = data.aws_iam_policy_document.file_events[0].json
}
