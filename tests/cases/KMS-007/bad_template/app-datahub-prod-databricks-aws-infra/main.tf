variable "account_id" {
  type = string
}

resource "aws_iam_role" "job" {
  name               = "app-datahub-prod-iam-digital-job"
  assume_role_policy = "{}"

  inline_policy {
    name = "decrypt"
    policy = templatefile("${path.module}/policy.json.tftpl", { # expect: KMS-007
      key = "arn:aws:kms:ap-southeast-2:${var.account_id}:alias/app-datahub-prod-kms-digital"
    })
  }
}
