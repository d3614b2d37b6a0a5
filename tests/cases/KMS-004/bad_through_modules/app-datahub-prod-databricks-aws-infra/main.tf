resource "aws_kms_key" "bu" {
  for_each = toset(["digital", "corporate"])
}

module "digital_workspace" {
  source = "./modules/workspace"

  workspace = "digital-field"
  keys      = { for name, key in aws_kms_key.bu : name => key.arn }
}

module "corporate_workspace" {
  source = "./modules/workspace"

  workspace = "corporate-field"
  keys      = { for name, key in aws_kms_key.bu : name => key.arn }
}
