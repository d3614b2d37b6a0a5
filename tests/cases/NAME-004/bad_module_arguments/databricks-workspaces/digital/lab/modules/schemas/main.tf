variable "business_unit" {
  type = string
}
