resource "aws_kms_key" "bu" { # undecided: KMS-001
  for_each = var.business_units

  enable_key_rotation = true
}

resource "aws_kms_key" "metastore" {
  enable_key_rotation = true
}

variable "business_units" {
  type = set(string)
}
