# prod's bucket
resource "databricks_metastore" "this" {
  name         = "datahub-nonprod"
  region       = "ap-southeast-2"
  storage_root = "s3://app-datahub-prod-s3-acc-metastore/" # expect: S3-007
}
