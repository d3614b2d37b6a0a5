package datahub.s3_test

import data.datahub.s3

facts := {"rules": {"buckets": {"exemptions": [{
	"purpose": "load-balancer-logs",
	"rules": ["S3-001", "S3-002", "S3-003"],
}]}}}

resource(type, fields) := object.union(
	{
		"address": sprintf("%s.this", [type]),
		"type": type,
		"name": "this",
		"module": "",
		"values": {},
		"unknown": {},
		"partly": {},
		"unset": {},
		"refs": {},
	},
	fields,
)

bucket := resource("aws_s3_bucket", {})

encryption := "aws_s3_bucket_server_side_encryption_configuration"

key_at := "rule[0].apply_server_side_encryption_by_default[0].kms_master_key_id"

config(body, fields) := resource(encryption, object.union(
	{
		"values": {"rule": [{"apply_server_side_encryption_by_default": [body]}]},
		"refs": {"bucket": ["aws_s3_bucket.this.id"]},
	},
	fields,
))

document(body, fields) := {"resources": {
	"aws_s3_bucket": [bucket],
	encryption: [config(body, fields)],
}}

own := "arn:aws:kms:ap-southeast-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"

test_a_bucket_with_kms_passes if {
	encrypted := document({"sse_algorithm": "aws:kms", "kms_master_key_id": own}, {})
	count(s3.deny_bucket_without_kms) == 0 with data.facts as facts with input as encrypted
	count(s3.deny_sse_kms_without_own_key) == 0 with data.facts as facts with input as encrypted
	count(s3.deny_key_without_full_arn) == 0 with data.facts as facts with input as encrypted
}

test_a_bucket_without_a_configuration_is_denied if {
	alone := {"resources": {"aws_s3_bucket": [bucket]}}
	count(s3.deny_bucket_without_kms) == 1 with data.facts as facts with input as alone
}

test_another_algorithm_is_denied if {
	some hit in s3.deny_bucket_without_kms with data.facts as facts with input as document({"sse_algorithm": "AES256"}, {})
	hit.at == "rule[0].apply_server_side_encryption_by_default[0].sse_algorithm"
}

test_a_bucket_for_load_balancer_logs_is_exempt if {
	plain := document({"sse_algorithm": "AES256"}, {})
	logged := {"resources": object.union(plain.resources, {"aws_lb": [resource("aws_lb", {
		"values": {"access_logs": [{"enabled": true}]},
		"refs": {"access_logs[0].bucket": ["aws_s3_bucket.this.bucket"]},
	})]})}
	count(s3.deny_bucket_without_kms) == 0 with data.facts as facts with input as logged
	count(s3.deny_bucket_without_kms) == 1 with data.facts as {"rules": {"buckets": {"exemptions": []}}}
		with input as logged
}

test_a_configuration_that_perhaps_exists_leaves_the_bucket_undecided if {
	perhaps := document({"sse_algorithm": "aws:kms", "kms_master_key_id": own}, {"uncertain": "count is not known"})
	count(s3.deny_bucket_without_kms) == 0 with data.facts as facts with input as perhaps
	count(s3.undecided_bucket_without_kms) == 1 with data.facts as facts with input as perhaps
}

keyed(text) := document({"sse_algorithm": "aws:kms", "kms_master_key_id": text}, {})

referring(refs, partly) := document({"sse_algorithm": "aws:kms"}, {
	"unknown": {key_at: "not known before apply"},
	"refs": {"bucket": ["aws_s3_bucket.this.id"], key_at: refs},
	"partly": partly,
})

aws_managed(answers) := {answer.at | some answer in answers}

test_a_key_of_aws_is_denied if {
	every key in ["", "alias/aws/s3", "arn:aws:kms:ap-southeast-2:111122223333:alias/aws/s3"] {
		aws_managed(s3.deny_sse_kms_without_own_key) == {key_at} with data.facts as facts with input as keyed(key)
	}
}

test_a_key_of_the_estate_settles_what_is_not_known if {
	created := referring(["module.keys.aws_kms_key.bu[\"digital\"].arn"], {})
	count(s3.undecided_sse_kms_without_own_key) == 0 with data.facts as facts with input as created
	count(s3.undecided_key_without_full_arn) == 0 with data.facts as facts with input as created
	given := referring(["var.key"], {})
	count(s3.undecided_sse_kms_without_own_key) == 1 with data.facts as facts with input as given
	count(s3.undecided_key_without_full_arn) == 1 with data.facts as facts with input as given
}

severities(answers) := {answer.severity | some answer in answers}

test_a_key_is_named_by_its_arn if {
	every key in ["alias/own", "1234abcd-12ab-34cd-56ef-1234567890ab"] {
		severities(s3.deny_key_without_full_arn) == {"high"} with data.facts as facts with input as keyed(key)
	}
	every ref in ["aws_kms_key.bu.key_id", "aws_kms_alias.bu.name", "data.aws_kms_alias.bu.target_key_id"] {
		severities(s3.deny_key_without_full_arn) == {"high"} with data.facts as facts with input as referring([ref], {})
	}
}

test_the_arn_of_an_alias_is_a_low_finding if {
	severities(s3.deny_key_without_full_arn) == {"low"} with data.facts as facts
		with input as keyed("arn:aws:kms:ap-southeast-2:111122223333:alias/own")
	severities(s3.deny_key_without_full_arn) == {"low"} with data.facts as facts
		with input as referring(["aws_kms_alias.bu.arn"], {})
	severities(s3.deny_key_without_full_arn) == {"low"} with data.facts as facts
		with input as referring(["var.account"], {key_at: "arn:aws:kms:ap-southeast-2:${...}:alias/own"})
}

test_a_text_with_holes_is_read_as_far_as_it_is_known if {
	built := referring(["var.account"], {key_at: "arn:aws:kms:ap-southeast-2:${...}:key/1234"})
	count(s3.deny_key_without_full_arn) == 0 with data.facts as facts with input as built
	count(s3.undecided_key_without_full_arn) == 0 with data.facts as facts with input as built
	count(s3.undecided_sse_kms_without_own_key) == 0 with data.facts as facts with input as built
}
