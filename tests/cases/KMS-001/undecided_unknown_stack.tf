resource "aws_kms_key" "digital" { # undecided: KMS-001
  enable_key_rotation = true
}
