variable "name" {
  type = string
}

variable "outbound" {
  type    = map(list(string))
  default = { all = ["0.0.0.0/0"] }
}

module "group" {
  source = "../group"

  name   = var.name
  egress = [for protocol, ranges in var.outbound : { protocol = protocol == "all" ? "-1" : protocol, ranges = ranges }]
}
