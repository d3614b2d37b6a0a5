variable "buckets" {
  type = map(string)
}

module "bucket" {
  source   = "../bucket"
  for_each = var.buckets
  name     = each.value
}
