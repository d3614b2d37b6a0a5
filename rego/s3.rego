package datahub.s3

# The rules of default encryption: who holds the rule, where in it, and what it says.
rules := array.concat(
	[{"holder": config, "at": sprintf("rule[%d]", [i]), "body": body} |
		some config in input.resources.aws_s3_bucket_server_side_encryption_configuration
		some i, body in config.values.rule
	],
	[{"holder": bucket, "at": sprintf("server_side_encryption_configuration[0].rule[%d]", [i]), "body": body} |
		some bucket in input.resources.aws_s3_bucket
		some i, body in bucket.values.server_side_encryption_configuration[0].rule
	],
)

encryption(rule) := body if {
	body := rule.body.apply_server_side_encryption_by_default[0]
	is_object(body)
}

at(rule, argument) := sprintf("%s.apply_server_side_encryption_by_default[0].%s", [rule.at, argument])

encrypts_with_kms(rule) if encryption(rule).sse_algorithm in {"aws:kms", "aws:kms:dsse"}

# Buckets are told apart by address, and by name where that is known. A configuration for `aws_s3_bucket.this[KEY]` of
# which the key is not known refers to the block as a whole.
named(body) := {name | name := body.bucket}

referred(resource, path) := {address |
	some ref in resource.refs[path]
	contains(ref, "aws_s3_bucket.")
	address := trim_suffix(trim_suffix(trim_suffix(ref, ".arn"), ".bucket"), ".id")
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

# Which buckets have a configuration, and which perhaps have one: it may not exist, or be for another bucket.
configured contains bucket if {
	some config in input.resources.aws_s3_bucket_server_side_encryption_configuration
	not config.uncertain
	buckets := referred(config, "bucket")
	count(buckets) == 1
	some bucket in buckets
}

configured contains bucket if {
	some config in input.resources.aws_s3_bucket_server_side_encryption_configuration
	not config.uncertain
	bucket := config.values.bucket
}

possible[bucket] contains config.address if {
	some config in input.resources.aws_s3_bucket_server_side_encryption_configuration
	some bucket in buckets_of(config)
}

loose contains config.address if {
	some config in input.resources.aws_s3_bucket_server_side_encryption_configuration
	count(buckets_of(config)) == 0
	not of_another_stack(config)
}

of_another_stack(config) if {
	some ref in config.refs.bucket
	contains(ref, "terraform_remote_state.")
}

is_configured(bucket) if bucket.address in configured

is_configured(bucket) if bucket.values.bucket in configured

is_configured(bucket) if count(bucket.values.server_side_encryption_configuration) > 0

is_configured(bucket) if {
	bucket.unknown.server_side_encryption_configuration
	not omitted(bucket, "server_side_encryption_configuration")
}

# In a plan, blocks that the configuration omits are not known, and come from nowhere.
omitted(bucket, path) if {
	path == "server_side_encryption_configuration"
	not bucket.refs[path]
}

# Whether they exist is one question for both.
is_configured(bucket) if {
	bucket.uncertain
	some id in [bucket.address, whole_block(bucket)]
	possible[id]
}

perhaps_configured(bucket) := min(configs) if {
	configs := {config |
		some id in (buckets_of(bucket) | {whole_block(bucket)})
		some config in possible[id]
	}
	count(configs) > 0
} else := min(loose) if count(loose) > 0

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
	not perhaps_configured(bucket)
	not exempt(bucket, "S3-001")
	hit := {
		"subject": bucket.address,
		"msg": "no encryption is configured for this bucket, so S3 encrypts with AES256",
		"expected": "an aws_s3_bucket_server_side_encryption_configuration with sse_algorithm aws:kms",
		"absent": true,
	}
}

deny_bucket_without_kms contains hit if {
	some rule in rules
	is_object(rule.body)
	not rule.body.apply_server_side_encryption_by_default[0]
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
	some rule in rules
	not encrypts_with_kms(rule)
	algorithm := encryption(rule).sse_algorithm
	not exempt(rule.holder, "S3-001")
	hit := {
		"subject": rule.holder.address,
		"at": at(rule, "sse_algorithm"),
		"msg": sprintf("the bucket is encrypted with %s", [algorithm]),
		"expected": "aws:kms",
		"tag": "sse_algorithm",
	}
}

undecided_bucket_without_kms contains answer if {
	some bucket in input.resources.aws_s3_bucket
	not is_configured(bucket)
	config := perhaps_configured(bucket)
	not exempt(bucket, "S3-001")
	answer := {
		"subject": bucket.address,
		"at": "",
		"msg": sprintf("it is not known whether %s is for this bucket", [config]),
	}
}

undecided_bucket_without_kms contains doubt(config, path) if {
	some config in input.resources.aws_s3_bucket_server_side_encryption_configuration
	some path, _ in config.unknown
	startswith(path, "rule")
	not endswith(path, ".kms_master_key_id")
	not endswith(path, ".bucket_key_enabled")
	not exempt(config, "S3-001")
}

undecided_bucket_without_kms contains doubt(bucket, path) if {
	some bucket in input.resources.aws_s3_bucket
	some path, _ in bucket.unknown
	startswith(path, "server_side_encryption_configuration")
	not endswith(path, ".kms_master_key_id")
	not endswith(path, ".bucket_key_enabled")
	not omitted(bucket, path)
	not exempt(bucket, "S3-001")
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
	some key in keys
	encrypts_with_kms(key.rule)
	managed_by(key) == "AWS"
	not exempt(key.holder, "S3-002")
	hit := {
		"subject": key.holder.address,
		"at": key.at,
		"msg": sprintf("%s: the key is managed by AWS", [shown(key)]),
		"expected": "the ARN of a customer-managed key",
		"decided_by": "what is known of the key",
	}
}

undecided_sse_kms_without_own_key contains doubt(key.holder, key.at) if {
	some key in keys
	managed_by(key) == "unknown"
	perhaps_kms(key)
	not exempt(key.holder, "S3-002")
}

undecided_sse_kms_without_own_key contains doubt(key.holder, path) if {
	some key in keys
	path := at(key.rule, "sse_algorithm")
	key.holder.unknown[path]
	managed_by(key) == "AWS"
	not exempt(key.holder, "S3-002")
}

perhaps_kms(key) if encrypts_with_kms(key.rule)

perhaps_kms(key) if key.holder.unknown[at(key.rule, "sse_algorithm")]

# The key of each rule: where it stands, what is known of it as a text (`${...}` for what is not, nothing for a reference)
# and what it refers to.
keys := [key |
	some rule in rules
	path := at(rule, "kms_master_key_id")
	key := {
		"rule": rule,
		"holder": rule.holder,
		"at": path,
		"text": object.get(encryption(rule), "kms_master_key_id", object.get(rule.holder.partly, path, "")),
		"refs": object.get(rule.holder.refs, path, []),
		"unknown": object.get(rule.holder.unknown, path, ""),
	}
]

shown(key) := "no key is named" if {
	key.text == ""
	key.unknown == ""
} else := concat(", ", key.refs) if {
	key.text == ""
} else := key.text

managed_by(key) := "AWS" if {
	key.text == ""
	key.unknown == ""
} else := managed_by_reference(key) if {
	key.text == ""
} else := "AWS" if {
	contains(key.text, "alias/aws/")
} else := "customer" if {
	key.unknown == ""
} else := "customer" if {
	regex.match(`:key/|alias/`, key.text)
} else := managed_by_reference(key)

# A key or an alias of the estate, the output of another stack, or a data source that looks one up.
managed_by_reference(key) := "customer" if {
	some ref in key.refs
	contains(ref, "aws_kms_")
	not contains(ref, "data.aws_kms_")
} else := "customer" if {
	some ref in key.refs
	contains(ref, "data.terraform_remote_state.")
} else := manager if {
	some ref in key.refs
	manager := looked_up[regex.replace(ref, `\.[a-z_]+$`, "")]
} else := "unknown"

# Data sources by address, as far as it is known which key they look up.
looked_up[lookup.address] := manager_of(lookup.values.name) if some lookup in input.data.aws_kms_alias

looked_up[lookup.address] := manager_of(lookup.values.key_id) if some lookup in input.data.aws_kms_key

manager_of(name) := "AWS" if {
	contains(name, "alias/aws/")
} else := "customer"

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
	some key in keys
	form := form_of(key)
	form in {"alias", "short"}
	managed_by(key) != "AWS"
	not exempt(key.holder, "S3-003")
	hit := {
		"subject": key.holder.address,
		"at": key.at,
		"msg": sprintf({"alias": "%s is the ARN of an alias", "short": "%s is not the ARN of a key"}[form], [shown(key)]),
		"expected": "arn:aws:kms:REGION:ACCOUNT:key/ID, the `arn` of an aws_kms_key",
		"severity": {"alias": "low", "short": "high"}[form],
		"decided_by": "what is known of the key",
	}
}

undecided_key_without_full_arn contains doubt(key.holder, key.at) if {
	some key in keys
	form_of(key) == "unknown"
	managed_by(key) != "AWS"
	not exempt(key.holder, "S3-003")
}

# How the key is named: by its ARN, by the ARN of an alias, or by something that means another key in another account.
form_of(key) := form_of_reference(key) if {
	key.text == ""
} else := "key" if {
	regex.match(`^arn:(aws[a-z-]*|\$\{\.\.\.\}):kms:([a-z0-9-]+|\$\{\.\.\.\}):(\d{12}|\$\{\.\.\.\}):key/`, key.text)
} else := "alias" if {
	regex.match(`^arn:[^:]*:kms:[^:]*:[^:]*:alias/`, key.text)
} else := "short" if {
	not regex.match(`^(arn:.*)?\$\{\.\.\.\}`, key.text)
} else := "key" if {
	form_of_reference(key) == "key"
} else := "unknown"

form_of_reference(key) := form if {
	forms := {attribute_form(ref) | some ref in key.refs; contains(ref, "aws_kms_")}
	count(forms) == 1
	some form in forms
} else := "unknown"

attribute_form(ref) := "alias" if {
	endswith(ref, ".arn")
	contains(ref, "aws_kms_alias.")
} else := "key" if {
	strings.any_suffix_match(ref, [".arn", ".target_key_arn"])
} else := "short" if {
	strings.any_suffix_match(ref, [".id", ".key_id", ".name", ".target_key_id"])
} else := "unknown"
