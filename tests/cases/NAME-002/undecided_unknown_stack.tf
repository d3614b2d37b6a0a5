# at: somebody-elses-repository # undecided: NAME-002
resource "aws_s3_bucket" "data" {
  bucket = "app-datahub-prod-s3-acc-metastore"
}
