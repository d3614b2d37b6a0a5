locals {
  own      = "arn:aws:ec2:${var.region}:${var.aws_account_id}"
  core     = "arn:aws:ec2:${var.region}:${var.network.owner_account_id}"
  vpc_arn  = "${local.core}:vpc/${var.network.vpc_id}"
  subnets  = [for id in var.network.private_subnet_ids : "${local.core}:subnet/${id}"]
  machines = ["${local.own}:instance/*", "${local.own}:volume/*"]
}

data "aws_iam_policy_document" "cross_account_trust" {
  statement {
    sid     = "DatabricksControlPlane"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::414351767826:root"]
    }

    condition {
      test     = "StringEquals"
      variable = "sts:ExternalId"
      values   = [var.databricks_account_id]
    }
  }
}

# What `databricks_aws_crossaccount_policy` calls "restricted", for a VPC that is shared by RAM: ARNs of the VPC and its
# subnets carry the account that owns them, all others this account. The data source knows one account only, and with
# it no instance would start.
data "aws_iam_policy_document" "compute" {
  statement {
    sid = "Describe"
    actions = [
      "ec2:DescribeAvailabilityZones",
      "ec2:DescribeFleets",
      "ec2:DescribeIamInstanceProfileAssociations",
      "ec2:DescribeInstanceStatus",
      "ec2:DescribeInstances",
      "ec2:DescribeInternetGateways",
      "ec2:DescribeLaunchTemplateVersions",
      "ec2:DescribeLaunchTemplates",
      "ec2:DescribeNatGateways",
      "ec2:DescribeNetworkAcls",
      "ec2:DescribePrefixLists",
      "ec2:DescribeReservedInstancesOfferings",
      "ec2:DescribeRouteTables",
      "ec2:DescribeSecurityGroups",
      "ec2:DescribeSpotInstanceRequests",
      "ec2:DescribeSpotPriceHistory",
      "ec2:DescribeSubnets",
      "ec2:DescribeVolumes",
      "ec2:DescribeVpcs",
      "ec2:GetSpotPlacementScores",
    ]
    resources = ["*"]
  }

  statement {
    sid     = "DescribeOwn"
    actions = ["ec2:DescribeFleetHistory", "ec2:DescribeFleetInstances", "ec2:DescribeVpcAttribute"]
    resources = [
      "${local.own}:fleet/*",
      local.vpc_arn,
    ]
  }

  statement {
    sid       = "RunInstancesInTheWorkspacesSubnets"
    actions   = ["ec2:RunInstances"]
    resources = concat(local.subnets, ["${local.own}:network-interface/*", "${local.own}:security-group/*"])

    condition {
      test     = "StringEquals"
      variable = "ec2:vpc"
      values   = [local.vpc_arn]
    }
  }

  statement {
    sid       = "RunInstancesWithDatabricksTag"
    actions   = ["ec2:RunInstances", "ec2:CreateVolume"]
    resources = local.machines

    condition {
      test     = "StringEquals"
      variable = "aws:RequestTag/Vendor"
      values   = ["Databricks"]
    }
  }

  statement {
    sid       = "RunInstancesFromDatabricksImages"
    actions   = ["ec2:RunInstances"]
    resources = ["arn:aws:ec2:${var.region}::image/*"]

    condition {
      test     = "StringEquals"
      variable = "ec2:Owner"
      values   = ["601306020600"]
    }
  }

  statement {
    sid       = "RunInstancesFromTemplates"
    actions   = ["ec2:RunInstances"]
    resources = ["${local.own}:launch-template/*", "${local.own}:spot-instances-request/*", "arn:aws:ec2:${var.region}::snapshot/*"]
  }

  statement {
    sid = "ManageDatabricksMachines"
    actions = [
      "ec2:AssociateIamInstanceProfile",
      "ec2:AttachVolume",
      "ec2:DeleteVolume",
      "ec2:DetachVolume",
      "ec2:DisassociateIamInstanceProfile",
      "ec2:ReplaceIamInstanceProfileAssociation",
      "ec2:TerminateInstances",
    ]
    resources = local.machines

    condition {
      test     = "StringEquals"
      variable = "ec2:ResourceTag/Vendor"
      values   = ["Databricks"]
    }
  }

  statement {
    sid = "FleetsAndSpot"
    actions = [
      "ec2:CancelSpotInstanceRequests",
      "ec2:CreateFleet",
      "ec2:CreateLaunchTemplate",
      "ec2:CreateLaunchTemplateVersion",
      "ec2:DeleteFleets",
      "ec2:DeleteLaunchTemplate",
      "ec2:DeleteLaunchTemplateVersions",
      "ec2:GetLaunchTemplateData",
      "ec2:ModifyFleet",
      "ec2:ModifyLaunchTemplate",
      "ec2:RequestSpotInstances",
    ]
    resources = concat(local.subnets, ["${local.own}:*", "arn:aws:ec2:${var.region}::image/*", "arn:aws:ec2:${var.region}::snapshot/*"])
  }

  statement {
    sid     = "TagAndAddressMachines"
    actions = ["ec2:AssignPrivateIpAddresses", "ec2:CreateTags", "ec2:DeleteTags"]
    resources = concat(local.machines, [
      "${local.own}:fleet/*",
      "${local.own}:launch-template/*",
      "${local.own}:network-interface/*",
      "${local.own}:spot-instances-request/*",
    ])
  }

  statement {
    sid       = "PassTheInstanceProfile"
    actions   = ["iam:PassRole"]
    resources = [local.instance_role_arn]

    condition {
      test     = "StringEquals"
      variable = "iam:PassedToService"
      values   = ["ec2.amazonaws.com"]
    }
  }

  statement {
    sid       = "SpotServiceRole"
    actions   = ["iam:CreateServiceLinkedRole"]
    resources = ["arn:aws:iam::${var.aws_account_id}:role/aws-service-role/spot.amazonaws.com/AWSServiceRoleForEC2Spot"]

    condition {
      test     = "StringEquals"
      variable = "iam:AWSServiceName"
      values   = ["spot.amazonaws.com"]
    }
  }

  statement {
    sid       = "EncryptVolumes"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey*", "kms:DescribeKey"]
    resources = [var.kms_key_arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["ec2.${var.region}.amazonaws.com"]
    }
  }

  statement {
    sid       = "GrantVolumesToInstances"
    actions   = ["kms:CreateGrant"]
    resources = [var.kms_key_arn]

    condition {
      test     = "Bool"
      variable = "kms:GrantIsForAWSResource"
      values   = ["true"]
    }
  }
}

# On its own because the group's id is known after its creation only, and would hide the policy above in a plan.
data "aws_iam_policy_document" "security_group" {
  statement {
    sid = "RulesOfTheWorkspacesGroup"
    actions = [
      "ec2:AuthorizeSecurityGroupEgress",
      "ec2:AuthorizeSecurityGroupIngress",
      "ec2:RevokeSecurityGroupEgress",
      "ec2:RevokeSecurityGroupIngress",
    ]
    resources = ["${local.own}:security-group/${aws_security_group.workspace.id}"]

    condition {
      test     = "StringEquals"
      variable = "ec2:vpc"
      values   = [local.vpc_arn]
    }
  }
}

resource "aws_iam_role" "cross_account" {
  name                 = local.cross_account_name
  description          = "Databricks starts and stops clusters of workspace ${local.workspace}"
  assume_role_policy   = data.aws_iam_policy_document.cross_account_trust.json
  permissions_boundary = var.permissions_boundary_arn
  tags                 = local.tags

  lifecycle {
    postcondition {
      condition     = self.arn == local.cross_account_arn
      error_message = "The role is ${self.arn}, not ${local.cross_account_arn}: aws_account_id is not the account that the provider works in."
    }
  }
}

resource "aws_iam_role_policy" "cross_account" {
  name   = "compute"
  role   = aws_iam_role.cross_account.name
  policy = data.aws_iam_policy_document.compute.json
}

resource "aws_iam_role_policy" "security_group" {
  name   = "security-group"
  role   = aws_iam_role.cross_account.name
  policy = data.aws_iam_policy_document.security_group.json
}
