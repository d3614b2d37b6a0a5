package datahub.kms

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
#   applies_to: [aws_kms_key, aws_kms_alias, aws_kms_replica_key]
#   reads: [aws_kms_key.is_enabled, aws_kms_replica_key.enabled, aws_kms_alias.target_key_id]
#   remediation: |-
#     Keep the key. When only its address changes, say so, and the plan has nothing to destroy:
#
#         moved {
#           from = aws_kms_key.digital
#           to   = aws_kms_key.bu["digital"]
#         }
deny_key_loss contains hit if {
	some type in {"aws_kms_key", "aws_kms_replica_key"}
	some key in input.changes[type]
	"delete" in key.actions
	hit := {
		"subject": key.address,
		"at": object.get(key.replace_paths, 0, ""),
		"msg": sprintf("the plan would %s this key", [verb(key)]),
		"expected": "a key that stays; `moved` for a new address",
		"tag": "delete",
	}
}

deny_key_loss contains hit if {
	some key in input.changes.aws_kms_key
	disabled(key, "is_enabled")
	hit := disabled_hit(key, "is_enabled")
}

deny_key_loss contains hit if {
	some key in input.changes.aws_kms_replica_key
	disabled(key, "enabled")
	hit := disabled_hit(key, "enabled")
}

deny_key_loss contains hit if {
	some alias in input.changes.aws_kms_alias
	"delete" in alias.actions
	hit := {
		"subject": alias.address,
		"at": object.get(alias.replace_paths, 0, ""),
		"msg": sprintf("the plan would %s this alias of a key", [verb(alias)]),
		"expected": "an alias that stays",
		"tag": "delete",
	}
}

deny_key_loss contains hit if {
	some alias in input.changes.aws_kms_alias
	"update" in alias.actions
	repointed(alias)
	hit := {
		"subject": alias.address,
		"at": "target_key_id",
		"msg": "the plan would point this alias at another key",
		"expected": "the key that it points at now",
		"tag": "repoint",
		"decided_by": "change",
	}
}

disabled(key, argument) if {
	key.before[argument] == true
	key.values[argument] == false
}

disabled_hit(key, argument) := {
	"subject": key.address,
	"at": argument,
	"msg": "the plan would disable this key",
	"expected": "true",
	"tag": "disable",
}

# An alias that will point at a key which is not known yet points at a new one.
repointed(alias) if alias.unknown.target_key_id

repointed(alias) if alias.before.target_key_id != alias.values.target_key_id

verb(resource) := "destroy" if not "create" in resource.actions

verb(resource) := "replace" if "create" in resource.actions
