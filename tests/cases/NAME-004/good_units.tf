# at: nonprod/app-datahub-nonprod-databricks-aws-infra
resource "aws_s3_bucket" "data" {
  for_each = toset(["digital", "corporate", "elec-network", "sparky"])
  bucket   = "app-datahub-nonprod-s3-${each.key}-landing"
  tags     = { BusinessUnit = each.key }
}

resource "aws_s3_bucket" "metastore" {
  bucket = "app-datahub-nonprod-s3-acc-metastore"
  tags   = { BusinessUnit = "shared" }
}
