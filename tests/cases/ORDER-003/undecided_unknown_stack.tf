# at: somebody-elses-repository # undecided: ORDER-003
resource "aws_s3_bucket" "scratch" {
  bucket = "scratch"
}
