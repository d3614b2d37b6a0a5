variable "business_units" {
  type = set(string)
}

resource "aws_kms_key" "bu" {
  for_each = var.business_units

  description         = "Data of ${each.key}"
  enable_key_rotation = true
}

resource "aws_kms_key" "metastore" {
  description         = "Metastore"
  enable_key_rotation = true
}

output "arns" {
  value = { for name, key in aws_kms_key.bu : name => key.arn }
}
