variable "name" {
  type = string
}

variable "slot" {
  type = number
}

module "private" {
  source = "../tier"
  name   = "${var.name}-private"
  cidrs  = [for j in range(3) : cidrsubnet("10.34.0.0/16", 8, 86 + 3 * var.slot + j)]
}
