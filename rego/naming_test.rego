package datahub.naming_test

import data.datahub.naming

facts := {
	"estate": {
		"accounts": {
			"own": {"id": "111111111111", "owner": "application"},
			"network": {"id": "222222222222", "owner": "network"},
		},
		"environments": {"prod": {"stage": "field"}, "nonprod": {"stage": "lab"}},
		"business_units": {"digital": {}, "elec-network": {}},
	},
	"rules": {
		"names": {
			"pattern": "app-{environment}-{kind}-{scope}",
			"qualifier": "(-[a-z0-9]+)*",
			"kinds": {"s3": ["aws_s3_bucket"], "kms": ["aws_kms_alias"]},
			"scopes": ["acc", "{business_unit}", "{business_unit}-{stage}"],
			"dictated": ["aws-waf-logs-"],
		},
		"trust": {"dns": {"provider_alias": "elsewhere"}},
	},
}

resource(type, fields) := object.union(
	{"address": "this", "type": type, "provider": "aws", "values": {}, "unknown": {}, "partly": {}},
	fields,
)

document(type, fields) := {"stack": {"account": "111111111111"}, "resources": {type: [resource(type, fields)]}}

named(name) := document("aws_s3_bucket", {"values": {"bucket": name}})

partly(text) := document("aws_s3_bucket", {"unknown": {"bucket": "var.x has no value"}, "partly": {"bucket": text}})

denied(input_) := {hit.at | some hit in hits} if {
	hits := naming.deny_free_form_name with input as input_ with data.facts as facts
}

open(input_) := {doubt.at | some doubt in doubts} if {
	doubts := naming.undecided_free_form_name with input as input_ with data.facts as facts
}

test_names_that_follow_the_pattern_pass if {
	every name in [
		"app-prod-s3-acc", "app-prod-s3-acc-logs", "app-nonprod-s3-digital", "app-prod-s3-elec-network-field-raw-2",
	] {
		denied(named(name)) == set()
	}
}

test_other_names_are_denied if {
	every name in [
		"data", "app-prod-s3", "app-prod-kms-acc", "app-dev-s3-acc", "app-prod-s3-gas", "app-prod-s3-digital_raw",
		"App-prod-s3-acc", "x-app-prod-s3-acc", "app-prod-s3-digital-", "app-prod-s3-accounts", "",
	] {
		denied(named(name)) == {"bucket"}
	}
}

test_an_alias_is_judged_without_what_aws_puts_before_it if {
	denied(document("aws_kms_alias", {"values": {"name": "alias/app-prod-kms-digital"}})) == set()
	denied(document("aws_kms_alias", {"values": {"name": "alias/digital"}})) == {"name"}
}

test_a_generated_name_is_denied_where_it_is_written if {
	denied(document("aws_s3_bucket", {})) == {"bucket"}
	denied(document("aws_s3_bucket", {"values": {"bucket_prefix": "app-prod-s3-acc-"}})) == {"bucket_prefix"}
	denied(document("aws_s3_bucket", {"unknown": {"bucket_prefix": "var.x has no value"}})) == {"bucket_prefix"}
}

test_a_partly_known_name_is_denied_where_its_beginning_is_wrong if {
	every text in ["data-${...}", "app-prod-kms-${...}", "app-prod-s3-gas-${...}"] {
		denied(partly(text)) == {"bucket"}
	}
	every text in ["${...}", "app-${...}-s3-acc", "app-prod-s3-digital-${...}", "app-prod-s3-dig${...}", "aws-waf-logs-${...}"] {
		denied(partly(text)) == set()
		open(partly(text)) == {"bucket"}
	}
}

test_names_that_a_service_dictates_pass if denied(named("aws-waf-logs-dmm")) == set()

test_only_the_application_accounts_are_judged if {
	denied(object.union(named("data"), {"stack": {"account": "222222222222"}})) == set()
	denied(document("aws_s3_bucket", {"provider": "aws.elsewhere", "values": {"bucket": "data"}})) == set()
	denied(document("aws_s3_bucket", {"provider": "aws.replica", "values": {"bucket": "data"}})) == {"bucket"}
}

test_types_without_a_kind_pass if denied(document("aws_ecs_service", {"values": {"name": "data"}})) == set()
