# at: core-network-databricks-vpc-components/stacks/prod
variable "databricks_account_id" {
  type = string
}

data "aws_iam_policy_document" "dns_trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::339712836516:root"]
    }
    condition {
      test     = "StringEquals"
      variable = "sts:ExternalId"
      values   = [var.databricks_account_id]
    }
  }
}

resource "aws_iam_role" "dns" {
  name               = "core-network-dns-admin"
  assume_role_policy = data.aws_iam_policy_document.dns_trust.json
}
