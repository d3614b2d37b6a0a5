resource "terraform_data" "first" {} # undecided: STATE-001

reource "aws_s3_bucket_policy" "lost" { # problem
}
