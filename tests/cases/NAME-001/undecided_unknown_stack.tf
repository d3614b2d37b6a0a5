# at: somebody-elses-repository # undecided: NAME-001
resource "aws_s3_bucket" "data" {
  bucket = "jemena-digital-data"
}
