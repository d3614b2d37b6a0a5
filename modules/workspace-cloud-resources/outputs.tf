output "workspace" {
  description = "Key of the workspace in maps of other stacks: `{bu}-{stage}`."
  value       = local.workspace
}

output "cross_account_role_arn" {
  description = "ARN of the role for `databricks_mws_credentials.role_arn`."
  value       = "arn:aws:iam::${var.aws_account_id}:role/${aws_iam_role.cross_account.name}"

  # The credential is checked when it is made: the role must have its policies by then.
  depends_on = [aws_iam_role_policy.cross_account, aws_iam_role_policy.security_group]
}

output "instance_profile_arn" {
  description = "ARN of the instance profile for `databricks_instance_profile.instance_profile_arn`."
  value       = "arn:aws:iam::${var.aws_account_id}:instance-profile/${aws_iam_instance_profile.this.name}"

  depends_on = [aws_iam_role_policy.data_access]
}

output "instance_profile_role_arn" {
  description = "ARN of the role in the instance profile, for key and bucket policies that name it."
  value       = local.instance_role_arn
}

output "security_group_id" {
  description = "Id of the security group for `databricks_mws_networks.security_group_ids`."
  value       = aws_security_group.workspace.id

  depends_on = [
    aws_vpc_security_group_egress_rule.database,
    aws_vpc_security_group_egress_rule.databricks,
    aws_vpc_security_group_egress_rule.dns,
    aws_vpc_security_group_egress_rule.s3,
    aws_vpc_security_group_egress_rule.self,
    aws_vpc_security_group_ingress_rule.self,
  ]
}

output "root_bucket_name" {
  description = "Name of the root bucket for `databricks_mws_storage_configurations.bucket_name`."
  value       = module.root_bucket.name
}

output "root_bucket_arn" {
  description = "ARN of the root bucket."
  value       = module.root_bucket.arn
}
