variable "bu" {
  type = string
}

variable "stage" {
  type    = string
  default = "field"
}

module "cluster" {
  source = "../cluster"
  name   = "${var.bu}-${var.stage}"
}
