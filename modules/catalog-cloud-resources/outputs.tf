output "uc_role_arn" {
  description = "ARN of the role for `aws_iam_role.role_arn` of `databricks_storage_credential`, or of `databricks_metastore_data_access`."
  value       = "arn:aws:iam::${var.aws_account_id}:role/${aws_iam_role.uc.name}"

  # The credential is checked when it is made: the role must have its policies by then.
  depends_on = [aws_iam_role_policy.storage, aws_iam_role_policy.file_events]
}

output "uc_role_name" {
  description = "Name of the Unity Catalog role."
  value       = aws_iam_role.uc.name
}

output "bucket_names" {
  description = "Bucket names by key (`catalog`, `landing`, `bronze`, `silver`, `gold`, or `metastore`)."
  value       = { for key, bucket in module.bucket : key => bucket.name }
}

output "bucket_arns" {
  description = "Bucket ARNs by key."
  value       = { for key, bucket in module.bucket : key => bucket.arn }
}

output "bucket_urls" {
  description = "Bucket roots by key, as `storage_root` and `url` of Unity Catalog take them: `s3://{name}/`."
  value       = { for key, bucket in module.bucket : key => bucket.url }
}
