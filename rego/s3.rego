package datahub.s3

kms_algorithms := {"aws:kms", "aws:kms:dsse"}

# Every encryption default that is configured: its holder, where it stands, its rule body and the bucket it is for.
defaults contains found if {
	some config in input.resources.aws_s3_bucket_server_side_encryption_configuration
	some i, rule in config.values.rule
	some j, body in rule.apply_server_side_encryption_by_default
	found := {
		"holder": config,
		"at": sprintf("rule[%d].apply_server_side_encryption_by_default[%d]", [i, j]),
		"body": body,
		"exempt": is_log_bucket_config(config),
	}
}

defaults contains found if {
	some bucket in input.resources.aws_s3_bucket
	some h, block in bucket.values.server_side_encryption_configuration
	some i, rule in block.rule
	some j, body in rule.apply_server_side_encryption_by_default
	found := {
		"holder": bucket,
		"at": sprintf(
			"server_side_encryption_configuration[%d].rule[%d].apply_server_side_encryption_by_default[%d]",
			[h, i, j],
		),
		"body": body,
		"exempt": is_log_bucket(bucket),
	}
}

# A reference without its last attribute is the address of what it refers to.
address_in(ref) := regex.replace(ref, `\.(id|bucket|arn|bucket_prefix)$`, "")

configured_addresses contains address_in(ref) if {
	some config in input.resources.aws_s3_bucket_server_side_encryption_configuration
	some ref in config.refs.bucket
}

configured_names contains config.values.bucket if {
	some config in input.resources.aws_s3_bucket_server_side_encryption_configuration
}

log_addresses contains address_in(ref) if {
	some balancer in input.resources.aws_lb
	some path, refs in balancer.refs
	regex.match(`^(access_logs|connection_logs)\[\d+\]\.bucket$`, path)
	some ref in refs
}

# Load balancers write their logs to SSE-S3 buckets only; the reference from the load balancer says which ones.
is_log_bucket(bucket) := bucket.address in log_addresses

is_log_bucket_config(config) := count({ref | some ref in config.refs.bucket; address_in(ref) in log_addresses}) > 0

configured(bucket) if bucket.address in configured_addresses

configured(bucket) if bucket.values.bucket in configured_names

configured(bucket) if count(bucket.values.server_side_encryption_configuration) > 0

# A configuration whose bucket is not known at all might be this one's.
loose_config(config) if {
	_ = config.unknown.bucket
	count({ref | some ref in object.get(config.refs, "bucket", []); contains(ref, "aws_s3_bucket.")}) == 0
}

some_loose_config if {
	some config in input.resources.aws_s3_bucket_server_side_encryption_configuration
	loose_config(config)
}

# METADATA
# title: Every S3 bucket is encrypted with KMS
# description: |-
#   All buckets of the platform are encrypted with SSE-KMS. Without a configuration S3 falls back to SSE-S3 (AES256)
#   without a word, and `s3:GetObject` is then the only gate to the data: no key policy, no revocation, no trace of
#   who decrypted. The one exception is a bucket that a load balancer logs to, because AWS writes there with SSE-S3
#   only; the load balancer's reference shows which bucket that is.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
#     description: Using server-side encryption with AWS KMS keys
# custom:
#   id: S3-001
#   severity: critical
#   applies_to: [aws_s3_bucket, aws_s3_bucket_server_side_encryption_configuration]
#   reads:
#     - aws_s3_bucket.bucket
#     - aws_s3_bucket.server_side_encryption_configuration
#     - aws_s3_bucket_server_side_encryption_configuration.bucket
#     - aws_s3_bucket_server_side_encryption_configuration.rule
#     - aws_lb.access_logs
#     - aws_lb.connection_logs
#   follows:
#     - aws_s3_bucket_server_side_encryption_configuration.bucket
#     - aws_lb.access_logs[*].bucket
#     - aws_lb.connection_logs[*].bucket
#   remediation: |-
#     Configure the bucket's default encryption with the business unit's key (the `bucket` module does it):
#
#         resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
#           bucket = aws_s3_bucket.this.id
#           rule {
#             bucket_key_enabled = true
#             apply_server_side_encryption_by_default {
#               sse_algorithm     = "aws:kms"
#               kms_master_key_id = var.kms_key_arn
#             }
#           }
#         }
deny_bucket_without_kms contains hit if {
	some bucket in input.resources.aws_s3_bucket
	not configured(bucket)
	not is_log_bucket(bucket)
	not some_loose_config
	hit := {
		"subject": bucket.address,
		"msg": "no encryption is configured for this bucket, so S3 encrypts with AES256",
		"expected": "an aws_s3_bucket_server_side_encryption_configuration with sse_algorithm aws:kms",
	}
}

deny_bucket_without_kms contains hit if {
	some found in defaults
	algorithm := found.body.sse_algorithm
	not algorithm in kms_algorithms
	not found.exempt
	hit := {
		"subject": found.holder.address,
		"at": sprintf("%s.sse_algorithm", [found.at]),
		"msg": sprintf("the bucket is encrypted with %s", [algorithm]),
		"expected": "aws:kms",
		"tag": "sse_algorithm",
	}
}

undecided_bucket_without_kms contains doubt if {
	some bucket in input.resources.aws_s3_bucket
	not configured(bucket)
	not is_log_bucket(bucket)
	some config in input.resources.aws_s3_bucket_server_side_encryption_configuration
	loose_config(config)
	doubt := {
		"subject": bucket.address,
		"at": "",
		"msg": sprintf("%s may be for this bucket: %s", [config.address, config.unknown.bucket]),
	}
}

undecided_bucket_without_kms contains doubt if {
	some type in {"aws_s3_bucket_server_side_encryption_configuration", "aws_s3_bucket"}
	some holder in input.resources[type]
	some path, reason in holder.unknown
	regex.match(`^(server_side_encryption_configuration|rule).*sse_algorithm$|^(rule|server_side_encryption_configuration)(\[\d+\])?$`, path)
	doubt := {"subject": holder.address, "at": path, "msg": sprintf("`%s`: %s", [path, reason])}
}

# METADATA
# title: SSE-KMS names a customer-managed key
# description: |-
#   Without a key id, S3 takes the account's AWS-managed key `aws/s3`. That key is one for all business units, cannot be
#   shared with another account, and cannot be revoked: the platform's boundary between business units is gone.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html#aws-managed-customer-managed-keys
#     description: AWS managed keys and customer managed keys
# custom:
#   id: S3-002
#   severity: critical
#   applies_to: [aws_s3_bucket_server_side_encryption_configuration, aws_s3_bucket]
#   reads:
#     - aws_s3_bucket_server_side_encryption_configuration.rule
#     - aws_s3_bucket.server_side_encryption_configuration
#   remediation: |-
#     Name the business unit's key by its ARN:
#
#         kms_master_key_id = aws_kms_key.bu["digital"].arn
deny_sse_kms_without_own_key contains hit if {
	some found in defaults
	found.body.sse_algorithm in kms_algorithms
	path := sprintf("%s.kms_master_key_id", [found.at])
	not found.holder.unknown[path]
	key := object.get(found.body, "kms_master_key_id", "")
	aws_managed(key)
	hit := {
		"subject": found.holder.address,
		"at": path,
		"msg": own_key_message(key),
		"expected": "the ARN of a customer-managed key",
	}
}

undecided_sse_kms_without_own_key contains doubt if {
	some found in defaults
	not not_kms(found.body)
	path := sprintf("%s.kms_master_key_id", [found.at])
	reason := found.holder.unknown[path]
	not key_reference(found.holder, path)
	doubt := {"subject": found.holder.address, "at": path, "msg": sprintf("`%s`: %s", [path, reason])}
}

not_kms(body) if {
	algorithm := body.sse_algorithm
	not algorithm in kms_algorithms
}

aws_managed(key) if key == ""

aws_managed(key) if regex.match(`(^|:)alias/aws/`, key)

own_key_message("") := "no key is named, so S3 uses the AWS-managed key aws/s3"

own_key_message(key) := sprintf("%s is an AWS-managed key", [key]) if key != ""

# A key of our own, or an output of another stack, which holds no AWS-managed key.
key_reference(holder, path) if {
	some ref in holder.refs[path]
	regex.match(`(^|[.:])(aws_kms_key|aws_kms_alias|aws_kms_replica_key|aws_kms_external_key|terraform_remote_state)\.`, ref)
	not contains(ref, "data.aws_kms")
}

# METADATA
# title: SSE-KMS names its key by the key's ARN
# description: |-
#   KMS looks an unqualified alias or key id up in the account of whoever writes the object. A writer from another account
#   then encrypts with a key of its own, and the bucket's owner cannot read what lies in it. An alias's ARN is fully
#   qualified, and still a detour that can be pointed at another key: a finding of severity low.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ServerSideEncryptionByDefault.html
#     description: ServerSideEncryptionByDefault, KMSMasterKeyID
# custom:
#   id: S3-003
#   severity: high
#   applies_to: [aws_s3_bucket_server_side_encryption_configuration, aws_s3_bucket]
#   reads:
#     - aws_s3_bucket_server_side_encryption_configuration.rule
#     - aws_s3_bucket.server_side_encryption_configuration
#   remediation: |-
#     Use the key's `arn`, not its id and not an alias:
#
#         kms_master_key_id = aws_kms_key.bu["digital"].arn
deny_key_without_full_arn contains hit if {
	some found in defaults
	key := found.body.kms_master_key_id
	not aws_managed(key)
	not regex.match(`^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key/`, key)
	hit := object.union(
		{
			"subject": found.holder.address,
			"at": sprintf("%s.kms_master_key_id", [found.at]),
			"msg": sprintf("%s is not the ARN of a key", [key]),
			"expected": "arn:aws:kms:REGION:ACCOUNT:key/ID",
		},
		alias_severity(key),
	)
}

deny_key_without_full_arn contains hit if {
	some found in defaults
	path := sprintf("%s.kms_master_key_id", [found.at])
	_ = found.holder.unknown[path]
	some ref in found.holder.refs[path]
	kind := wrong_attribute(ref)
	hit := object.union(
		{
			"subject": found.holder.address,
			"at": path,
			"msg": sprintf("%s is not the ARN of a key", [ref]),
			"expected": "the `arn` of an aws_kms_key",
			"decided_by": "reference",
		},
		alias_severity(kind),
	)
}

undecided_key_without_full_arn contains doubt if {
	some found in defaults
	path := sprintf("%s.kms_master_key_id", [found.at])
	reason := found.holder.unknown[path]
	not full_arn_reference(found.holder, path)
	not wrong_reference(found.holder, path)
	doubt := {"subject": found.holder.address, "at": path, "msg": sprintf("`%s`: %s", [path, reason])}
}

alias_severity(key) := {"severity": "low"} if regex.match(`^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:alias/`, key)

alias_severity(key) := {} if not regex.match(`^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:alias/`, key)

# The attribute that a reference ends with says what it holds; a remote state's output says it where its own stack is known.
wrong_attribute(ref) := "id" if {
	regex.match(`(^|[.:])aws_kms_(key|replica_key|external_key)\..*\.(key_id|id)$`, ref)
	not contains(ref, "data.")
}

wrong_attribute(ref) := "alias" if {
	regex.match(`(^|[.:])aws_kms_alias\..*\.(name|id|target_key_id)$`, ref)
	not contains(ref, "data.")
}

wrong_attribute(ref) := "arn:aws:kms:x:000000000000:alias/" if {
	regex.match(`(^|[.:])aws_kms_alias\..*\.arn$`, ref)
	not contains(ref, "data.")
}

wrong_reference(holder, path) if {
	some ref in holder.refs[path]
	_ = wrong_attribute(ref)
}

full_arn_reference(holder, path) if {
	some ref in holder.refs[path]
	regex.match(`(^|[.:])aws_kms_(key|replica_key|external_key)\..*\.arn$|(^|[.:])aws_kms_alias\..*\.target_key_arn$`, ref)
}
