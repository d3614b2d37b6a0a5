reource "aws_s3_bucket_policy" "lost" { # problem
}
