variable "slot" {
  type = number
}

variable "bits" {
  type = number
}

locals {
  zones = ["ap-southeast-2a", "ap-southeast-2b", "ap-southeast-2c"]
  small = cidrsubnet("10.32.0.0/16", 8, 78 + var.slot)
  # 8 more bits make a /24, 9 make a /25
  private = [for j in range(3) : cidrsubnet(cidrsubnet("10.32.0.0/16", 8, 86 + 3 * var.slot + j), var.bits - 8, 0)]
}

module "subnets" {
  source   = "../subnets"
  for_each = {
    eni     = [for j in range(3) : cidrsubnet(local.small, 3, j)]
    db      = [for j in range(3) : cidrsubnet(local.small, 3, 3 + j)]
    private = local.private
  }
  zones = local.zones
  cidrs = each.value
}
