# at: app-datahub-prod-databricks-aws-infra
variable "workspaces" {
  type = map(object({ external = optional(string, "digital") }))
  default = {
    digital-field   = {}
    corporate-field = { external = "corporate" }
  }
}

data "aws_iam_policy_document" "trust" {
  for_each = var.workspaces

  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::414351767826:root"]
    }
    condition {
      test     = "StringEquals"
      variable = "sts:ExternalId"
      values   = [each.value.external] # expect: XACC-001
    }
  }
}

resource "aws_iam_role" "workspace" {
  for_each           = var.workspaces
  name               = "app-datahub-prod-iam-${each.key}-cross-account"
  assume_role_policy = data.aws_iam_policy_document.trust[each.key].json
}
