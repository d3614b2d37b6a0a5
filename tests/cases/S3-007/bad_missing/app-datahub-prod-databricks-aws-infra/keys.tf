resource "aws_kms_key" "metastore" {
  enable_key_rotation = true
}
