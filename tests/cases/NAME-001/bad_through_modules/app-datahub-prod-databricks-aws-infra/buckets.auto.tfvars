buckets = {
  digital   = { unit = "digital" }
  corporate = { unit = "corporate", suffix = "raw" }
}
