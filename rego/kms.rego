package datahub.kms

# The argument that switches a key on, by type.
switch := {
	"aws_kms_key": "is_enabled",
	"aws_kms_replica_key": "enabled",
	"aws_kms_external_key": "enabled",
}

# METADATA
# title: No plan destroys, replaces or disables a key, or points its alias elsewhere
# description: |-
#   A business unit's data is readable for as long as its key exists; a deleted key takes the data with it, for good. An
#   alias that is pointed at another key changes, without a trace in any other stack, which key new objects are encrypted
#   with.
# related_resources:
#   - ref: https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html
#     description: Deleting AWS KMS keys
# custom:
#   id: KMS-008
#   severity: critical
#   scope: change
#   inputs: [plan]
#   applies_to: [aws_kms_key, aws_kms_replica_key, aws_kms_external_key, aws_kms_alias]
#   reads:
#     - aws_kms_key.is_enabled
#     - aws_kms_replica_key.enabled
#     - aws_kms_external_key.enabled
#     - aws_kms_alias.target_key_id
#   remediation: |-
#     Keep the key. When only its address changes, say so, and the plan has nothing to destroy:
#
#         moved {
#           from = aws_kms_key.digital
#           to   = aws_kms_key.bu["digital"]
#         }
deny_key_loss contains hit if {
	some type in ["aws_kms_key", "aws_kms_replica_key", "aws_kms_external_key", "aws_kms_alias"]
	some resource in input.changes[type]
	"delete" in resource.actions
	hit := {
		"subject": resource.address,
		"at": replaced_for(resource),
		"msg": sprintf("the plan would %s this %s", [verb(resource), noun(type)]),
		"expected": "nothing is destroyed; `moved` for a new address",
		"tag": "delete",
	}
}

deny_key_loss contains hit if {
	some type, argument in switch
	some key in input.changes[type]
	key.before[argument] == true
	key.values[argument] == false
	hit := {
		"subject": key.address,
		"at": argument,
		"msg": "the plan would disable this key",
		"expected": "true",
		"tag": "disable",
	}
}

deny_key_loss contains hit if {
	some alias in input.changes.aws_kms_alias
	"update" in alias.actions
	not alias.before.target_key_id == alias.values.target_key_id
	hit := {
		"subject": alias.address,
		"at": "target_key_id",
		"msg": "the plan would point this alias at another key",
		"expected": "the key that it points at now",
		"tag": "repoint",
		"decided_by": "a key that is not known yet is another one",
	}
}

# The argument that cannot be changed in place, where the plan names one.
replaced_for(resource) := resource.replace_paths[0]

replaced_for(resource) := "" if not resource.replace_paths[0]

verb(resource) := "replace" if {
	"create" in resource.actions
} else := "destroy"

noun(type) := "alias of a key" if {
	type == "aws_kms_alias"
} else := "key"
