# What depends on an output waits until the bucket is encrypted, closed and has its policy: a load balancer, for one, is
# refused when it cannot write its logs at once. The values themselves are known in a plan.

output "name" {
  description = "Name of the bucket."
  value       = aws_s3_bucket.this.bucket

  depends_on = [
    aws_s3_bucket_ownership_controls.this,
    aws_s3_bucket_policy.this,
    aws_s3_bucket_server_side_encryption_configuration.this,
  ]
}

output "arn" {
  description = "ARN of the bucket."
  value       = local.arn

  depends_on = [
    aws_s3_bucket_ownership_controls.this,
    aws_s3_bucket_policy.this,
    aws_s3_bucket_server_side_encryption_configuration.this,
  ]
}

output "url" {
  description = "The bucket's root as Unity Catalog writes it: `s3://{name}/`."
  value       = "s3://${aws_s3_bucket.this.bucket}/"

  depends_on = [
    aws_s3_bucket_ownership_controls.this,
    aws_s3_bucket_policy.this,
    aws_s3_bucket_server_side_encryption_configuration.this,
  ]
}

output "kms_key_arn" {
  description = "ARN of the key that encrypts the bucket, null for `elb-access-logs`."
  value       = var.kms_key_arn
}
