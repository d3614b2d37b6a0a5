variable "readers" {
  type = map(list(string))
}

module "key" {
  source   = "../key"
  for_each = var.readers

  readers = each.value
}
