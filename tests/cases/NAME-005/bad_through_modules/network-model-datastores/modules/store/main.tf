module "table" {
  source   = "../table"
  for_each = toset(["lines", "poles"])
  tags     = { Table = each.key }
}
