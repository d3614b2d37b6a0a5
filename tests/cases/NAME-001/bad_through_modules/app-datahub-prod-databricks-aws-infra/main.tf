variable "buckets" {
  type = map(object({
    unit   = string
    suffix = optional(string, "landing")
  }))
}

module "buckets" {
  source  = "./modules/buckets"
  buckets = { for name, bucket in var.buckets : name => "datahub-prod-s3-${bucket.unit}-${bucket.suffix}" }
}
