# at: core-network-databricks-vpc-components/stacks/prod
variable "consumers" {
  type    = list(string)
  default = ["arn:aws:iam::339712836516:role/dmm-deploy", "arn:aws:iam::234268347951:role/network-admin"]
}

data "aws_iam_policy_document" "dns_trust" {
  dynamic "statement" {
    for_each = var.consumers
    content {
      actions = ["sts:AssumeRole"]
      principals {
        type        = "AWS"
        identifiers = [statement.value] # expect: XACC-002
      }
    }
  }
}

resource "aws_iam_role" "dns" {
  name               = "core-network-dns-admin"
  assume_role_policy = data.aws_iam_policy_document.dns_trust.json
}
