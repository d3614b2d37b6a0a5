variable "readers" {
  type = list(string)
}

data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}

data "aws_iam_policy_document" "this" {
  dynamic "statement" {
    for_each = { Administration = ["kms:*"], Reading = ["kms:Decrypt"] }

    content {
      sid       = statement.key
      actions   = statement.value
      resources = ["*"]

      principals {
        type        = "AWS"
        identifiers = statement.key == "Reading" ? var.readers : ["arn:${data.aws_partition.this.partition}:iam::${data.aws_caller_identity.this.account_id}:root"] # expect: KMS-005
      }
    }
  }
}

resource "aws_kms_key" "this" {
  policy = data.aws_iam_policy_document.this.json
}
