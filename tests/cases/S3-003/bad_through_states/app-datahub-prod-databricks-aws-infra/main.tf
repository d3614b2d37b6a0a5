terraform {
  backend "http" {
    address = "https://gitlab.example.com/api/v4/projects/1101/terraform/state/prod"
  }
}

resource "aws_kms_key" "bu" {
  for_each = toset(["digital", "corporate", "elec-network"])
}

output "kms_key_arns" {
  value = { for name, key in aws_kms_key.bu : name => key.arn }
}

output "kms_keys" {
  value = { for name, key in aws_kms_key.bu : name => key.key_id }
}
