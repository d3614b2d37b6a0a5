# at: app-datahub-prod-databricks-aws-infra
variable "bus" {
  type    = list(string)
  default = ["digital", "corporate"]
}

resource "aws_iam_role" "bu" {
  for_each           = toset(var.bus)
  name               = format("%s-role", each.key) # expect: NAME-001
  assume_role_policy = "{}"
}
