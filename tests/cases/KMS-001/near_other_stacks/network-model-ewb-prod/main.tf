# Business units' keys are declared elsewhere; this one is for an application's secrets.
resource "aws_kms_key" "secrets" {
  enable_key_rotation = true
}
