package datahub.s3

configurations contains config if some config in input.resources.aws_s3_bucket_server_side_encryption_configuration

# The rules of default encryption: who holds the rule, where in it, and what it says.
rules contains rule if {
	some config in configurations
	some i, body in config.values.rule
	is_object(body)
	rule := {"holder": config, "at": sprintf("rule[%d]", [i]), "body": body}
}

rules contains rule if {
	some bucket in input.resources.aws_s3_bucket
	some i, body in bucket.values.server_side_encryption_configuration[0].rule
	is_object(body)
	rule := {"holder": bucket, "at": sprintf("server_side_encryption_configuration[0].rule[%d]", [i]), "body": body}
}

defaults contains found if {
	some rule in rules
	body := rule.body.apply_server_side_encryption_by_default[0]
	is_object(body)
	at := sprintf("%s.apply_server_side_encryption_by_default[0]", [rule.at])
	found := {
		"holder": rule.holder,
		"algorithm": object.get(body, "sse_algorithm", ""),
		"algorithm_at": sprintf("%s.sse_algorithm", [at]),
		"key": object.get(body, "kms_master_key_id", ""),
		"key_at": sprintf("%s.kms_master_key_id", [at]),
	}
}

kms_algorithms := {"aws:kms", "aws:kms:dsse"}

# Buckets are told apart by address, and by name where that is known. A configuration for `aws_s3_bucket.this[KEY]` of
# which the key is not known refers to the block as a whole.
named(body) := {name | name := body.bucket}

referred(resource, path) := {address |
	some ref in resource.refs[path]
	contains(ref, "aws_s3_bucket.")
	address := regex.replace(ref, `\.(id|bucket|arn)$`, "")
}

buckets_of(config) := referred(config, "bucket") | named(config.values) if config.type != "aws_s3_bucket"

buckets_of(bucket) := {bucket.address} | named(bucket.values) if bucket.type == "aws_s3_bucket"

whole_block(bucket) := concat(".", [part | some part in [bucket.module, bucket.type, bucket.name]; part != ""])

# Load balancers write their logs to buckets without KMS only.
log_buckets contains bucket if {
	some type in ["aws_lb", "aws_alb"]
	some balancer in input.resources[type]
	some i, logs in balancer.values.access_logs
	some bucket in (referred(balancer, sprintf("access_logs[%d].bucket", [i])) | named(logs))
}

exempt(holder, id) if {
	some exemption in data.facts.rules.buckets.exemptions
	exemption.purpose == "load-balancer-logs"
	id in exemption.rules
	some bucket in buckets_of(holder)
	bucket in log_buckets
}

doubt(resource, path) := {
	"subject": resource.address,
	"at": path,
	"msg": sprintf("`%s`: %s", [path, resource.unknown[path]]),
}

# Which configurations there are for a bucket, and perhaps are: for some bucket, or for one that is not known.
configured contains bucket if {
	some config in configurations
	certain(config)
	some bucket in buckets_of(config)
}

possible[bucket] contains config.address if {
	some config in configurations
	some bucket in buckets_of(config)
}

possible.any contains config.address if {
	some config in configurations
	count(buckets_of(config)) == 0
	not of_another_stack(config)
}

certain(config) if {
	not config.uncertain
	not config.unknown.bucket
}

certain(config) if {
	not config.uncertain
	count(buckets_of(config)) == 1
}

of_another_stack(config) if {
	some ref in config.refs.bucket
	contains(ref, "terraform_remote_state.")
}

is_configured(bucket) if {
	some id in buckets_of(bucket)
	id in configured
}

is_configured(bucket) if count(bucket.values.server_side_encryption_configuration) > 0

is_configured(bucket) if bucket.unknown.server_side_encryption_configuration

# Whether they exist is one question for both.
is_configured(bucket) if {
	bucket.uncertain
	some id in [bucket.address, whole_block(bucket)]
	possible[id]
}

perhaps_configured_by(bucket) := {config |
	some id in (buckets_of(bucket) | {whole_block(bucket), "any"})
	some config in possible[id]
}

# METADATA
# title: Every S3 bucket is encrypted with KMS
# description: |-
#   All buckets of the platform are encrypted with SSE-KMS. Without a configuration S3 falls back to SSE-S3 (AES256)
#   without a word, and `s3:GetObject` is then the only gate to the data: no key policy, no revocation, no trace of
#   who decrypted. The one exception is a bucket that a load balancer logs to, because AWS writes there with SSE-S3
#   only (the fact `rules.buckets.exemptions`). Which bucket that is shows in the load balancer's `access_logs`, in the
#   same stack; a name says nothing.
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
#     - aws_alb.access_logs
#   follows:
#     - aws_s3_bucket_server_side_encryption_configuration.bucket
#     - aws_lb.access_logs[*].bucket
#     - aws_alb.access_logs[*].bucket
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
	not is_configured(bucket)
	not exempt(bucket, "S3-001")
	count(perhaps_configured_by(bucket)) == 0
	hit := {
		"subject": bucket.address,
		"msg": "no encryption is configured for this bucket, so S3 encrypts with AES256",
		"expected": "an aws_s3_bucket_server_side_encryption_configuration with sse_algorithm aws:kms",
	}
}

deny_bucket_without_kms contains hit if {
	some rule in rules
	count(object.get(rule.body, "apply_server_side_encryption_by_default", [])) == 0
	not rule.holder.unknown[sprintf("%s.apply_server_side_encryption_by_default", [rule.at])]
	not exempt(rule.holder, "S3-001")
	hit := {
		"subject": rule.holder.address,
		"at": rule.at,
		"msg": "the rule names no encryption, so S3 encrypts with AES256",
		"expected": "apply_server_side_encryption_by_default with sse_algorithm aws:kms",
		"tag": "apply_server_side_encryption_by_default",
	}
}

deny_bucket_without_kms contains hit if {
	some found in defaults
	not found.algorithm in kms_algorithms
	not found.holder.unknown[found.algorithm_at]
	not exempt(found.holder, "S3-001")
	hit := {
		"subject": found.holder.address,
		"at": found.algorithm_at,
		"msg": sprintf("the bucket is encrypted with %s", [found.algorithm]),
		"expected": "aws:kms",
		"tag": "sse_algorithm",
	}
}

undecided_bucket_without_kms contains answer if {
	some bucket in input.resources.aws_s3_bucket
	not is_configured(bucket)
	not exempt(bucket, "S3-001")
	configs := perhaps_configured_by(bucket)
	count(configs) > 0
	answer := {
		"subject": bucket.address,
		"at": "",
		"msg": sprintf("it is not known whether %s is for this bucket", [concat(" or ", sort(configs))]),
	}
}

undecided_bucket_without_kms contains doubt(holder, path) if {
	some type in ["aws_s3_bucket", "aws_s3_bucket_server_side_encryption_configuration"]
	some holder in input.resources[type]
	some path, _ in holder.unknown
	regex.match(`^(rule|server_side_encryption_configuration)\b`, path)
	not regex.match(`\.(kms_master_key_id|bucket_key_enabled)$`, path)
	not exempt(holder, "S3-001")
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
#     - data.aws_kms_alias.name
#     - data.aws_kms_key.key_id
#   remediation: |-
#     Name the business unit's key by its ARN:
#
#         kms_master_key_id = aws_kms_key.bu["digital"].arn
deny_sse_kms_without_own_key contains hit if {
	some found in defaults
	found.algorithm in kms_algorithms
	not exempt(found.holder, "S3-002")
	hit := {
		"subject": found.holder.address,
		"at": found.key_at,
		"msg": aws_managed(found),
		"expected": "the ARN of a customer-managed key",
		"decided_by": "what is known of the key",
	}
}

undecided_sse_kms_without_own_key contains doubt(found.holder, found.key_at) if {
	some found in defaults
	perhaps_kms(found)
	found.holder.unknown[found.key_at]
	not aws_managed(found)
	not customer_managed(found)
	not exempt(found.holder, "S3-002")
}

undecided_sse_kms_without_own_key contains doubt(found.holder, found.algorithm_at) if {
	some found in defaults
	found.holder.unknown[found.algorithm_at]
	aws_managed(found)
	not exempt(found.holder, "S3-002")
}

perhaps_kms(found) if found.algorithm in kms_algorithms

perhaps_kms(found) if found.holder.unknown[found.algorithm_at]

# Why the key is not one of our own.
aws_managed(found) := "no key is named, so S3 takes the AWS-managed key aws/s3" if {
	found.key == ""
	not found.holder.unknown[found.key_at]
} else := sprintf("%s is an AWS-managed key", [text(found)]) if {
	regex.match(`(^|:)alias/aws/`, text(found))
} else := sprintf("%s looks up an AWS-managed key", [ref]) if {
	some ref in key_itself(found)
	lookups[without_attribute(ref)] == "AWS-managed"
}

# A key of the estate, the output of another stack, or a text that names a key.
customer_managed(found) if {
	some ref in found.holder.refs[found.key_at]
	regex.match(`(^|[.:])(aws_kms_(key|alias|replica_key|external_key)|terraform_remote_state)\.`, ref)
	not contains(ref, "data.aws_kms_")
}

customer_managed(found) if {
	some ref in found.holder.refs[found.key_at]
	lookups[without_attribute(ref)] == "customer-managed"
}

customer_managed(found) if regex.match(`:key/|alias/`, text(found))

# What is known of the key as a text; a part that is not known is `${...}`.
text(found) := found.key if found.key != ""

text(found) := found.holder.partly[found.key_at]

# The attribute that an unknown key is, when nothing was made of it; with the output that it was read from, if any.
key_itself(found) := found.holder.refs[found.key_at] if not found.holder.partly[found.key_at]

lookups[lookup.address] := manager(lookup.values.name) if some lookup in input.data.aws_kms_alias

lookups[lookup.address] := manager(lookup.values.key_id) if some lookup in input.data.aws_kms_key

manager(key) := "AWS-managed" if {
	regex.match(`(^|:)alias/aws/`, key)
} else := "customer-managed"

without_attribute(ref) := regex.replace(ref, `\.[a-z_]+$`, "")

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
	not exempt(found.holder, "S3-003")
	not aws_managed(found)
	detour := not_an_arn(found)
	hit := object.union(
		{
			"subject": found.holder.address,
			"at": found.key_at,
			"expected": "arn:aws:kms:REGION:ACCOUNT:key/ID, the `arn` of an aws_kms_key",
			"decided_by": "what is known of the key",
		},
		detour,
	)
}

undecided_key_without_full_arn contains doubt(found.holder, found.key_at) if {
	some found in defaults
	found.holder.unknown[found.key_at]
	not exempt(found.holder, "S3-003")
	not aws_managed(found)
	not not_an_arn(found)
	not an_arn(found)
}

key_arn := `^arn:(aws[a-z-]*|\$\{\.\.\.\}):kms:([a-z0-9-]+|\$\{\.\.\.\}):(\d{12}|\$\{\.\.\.\}):key/`

alias_arn := `^arn:[^:]*:kms:[^:]*:[^:]*:alias/`

an_arn(found) if regex.match(key_arn, text(found))

an_arn(found) if {
	some ref in found.holder.refs[found.key_at]
	regex.match(`(^|[.:])(aws_kms_(key|replica_key|external_key)\..*\.arn|aws_kms_alias\..*\.target_key_arn)$`, ref)
}

# What is wrong with the key. The ARN of an alias can be pointed elsewhere, but means one key.
not_an_arn(found) := {"msg": sprintf("%s is the ARN of an alias", [key]), "severity": "low"} if {
	key := text(found)
	regex.match(alias_arn, key)
} else := {"msg": sprintf("%s is not the ARN of a key", [key])} if {
	key := text(found)
	not regex.match(key_arn, key)
	not regex.match(`^(arn:.*)?\$\{\.\.\.\}`, key)
} else := {"msg": sprintf("%s is the ARN of an alias", [ref]), "severity": "low"} if {
	some ref in key_itself(found)
	regex.match(`(^|[.:])aws_kms_alias\..*\.arn$`, ref)
} else := {"msg": sprintf("%s is not the ARN of a key", [ref])} if {
	some ref in key_itself(found)
	regex.match(`(^|[.:])(aws_kms_(key|replica_key|external_key)\..*\.(id|key_id)|aws_kms_alias\..*\.(id|name|target_key_id))$`, ref)
}
