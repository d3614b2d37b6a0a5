resource "aws_kms_key" "digital" {
  description             = "Data of business unit digital, nonprod"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = data.aws_iam_policy_document.key.json

  tags = {
    BusinessUnit = "digital"
    Environment  = "nonprod"
    Layer        = "1"
    Repository   = "app-datahub-nonprod-databricks-aws-infra"
  }

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_kms_alias" "digital" {
  name          = "alias/app-datahub-nonprod-kms-digital"
  target_key_id = aws_kms_key.digital.key_id
}

# The account decides by IAM who uses the key.
data "aws_iam_policy_document" "key" {
  #checkov:skip=CKV_AWS_109: The policy of a key: its resource is the key, and without the account nobody could change it
  #checkov:skip=CKV_AWS_111: The policy of a key: its resource is the key itself and nothing else
  #checkov:skip=CKV_AWS_356: The policy of a key: its resource is the key itself and nothing else
  statement {
    sid       = "AccountAdministersTheKey"
    actions   = ["kms:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::851725449831:root"]
    }
  }
}
