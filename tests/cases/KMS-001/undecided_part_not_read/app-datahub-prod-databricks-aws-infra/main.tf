resource "terraform_data" "first" {} # undecided: KMS-001

reource "aws_s3_bucket_policy" "lost" { # problem
}
