package datahub.kms_test

import data.datahub.kms

change(type, fields) := {"changes": {type: [object.union(
	{"address": "this", "actions": ["no-op"], "before": {}, "values": {}, "unknown": {}, "replace_paths": []},
	fields,
)]}}

tags(document) := {hit.tag | some hit in hits} if {
	hits := kms.deny_key_loss with input as document
}

test_a_destroyed_key_is_denied if {
	tags(change("aws_kms_key", {"actions": ["delete"]})) == {"delete"}
}

test_a_replaced_key_is_denied_where_it_must_change if {
	replaced := change("aws_kms_key", {"actions": ["delete", "create"], "replace_paths": ["multi_region"]})
	some hit in kms.deny_key_loss with input as replaced
	hit.at == "multi_region"
	hit.msg == "the plan would replace this key"
}

test_a_key_that_is_forgotten_or_moved_stays if {
	every action in ["forget", "no-op", "update", "create"] {
		tags(change("aws_kms_key", {"actions": [action]})) == set()
	}
}

test_a_disabled_key_is_denied if {
	disabled := {"actions": ["update"], "before": {"is_enabled": true}, "values": {"is_enabled": false}}
	still := {"actions": ["update"], "before": {"is_enabled": false}, "values": {"is_enabled": false}}
	tags(change("aws_kms_key", disabled)) == {"disable"}
	tags(change("aws_kms_key", still)) == set()
}

test_an_alias_that_points_elsewhere_is_denied if {
	before := {"target_key_id": "one"}
	tags(change("aws_kms_alias", {"actions": ["update"], "before": before, "values": {"target_key_id": "two"}})) == {"repoint"}
	tags(change("aws_kms_alias", {"actions": ["update"], "before": before, "unknown": {"target_key_id": "new"}})) == {"repoint"}
	tags(change("aws_kms_alias", {"actions": ["update"], "before": before, "values": before})) == set()
}
