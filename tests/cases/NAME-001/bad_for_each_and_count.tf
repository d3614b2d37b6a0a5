# at: datamesh-manager-prod
variable "bus" {
  type    = list(string)
  default = ["digital", "corporate"]
}

resource "aws_iam_role" "bu" {
  for_each           = toset(var.bus)
  name               = format("%s-role", each.key) # expect: NAME-001
  assume_role_policy = "{}"
}

resource "aws_s3_bucket" "some" {
  count  = 3
  bucket = count.index < 2 ? "app-datahub-prod-s3-acc-dmm-${count.index}" : "dmm-2" # expect: NAME-001
}
