package datahub.tls_test

import data.datahub.tls

facts := {"rules": {"tls": {
	"preferred": "Good-1-2",
	"require_tls13_only": false,
	"policies": [
		{"name": "Good-1-2", "minimum_version": "1.2"},
		{"name": "Good-1-3", "minimum_version": "1.3"},
	],
}}}

strict := {"rules": {"tls": object.union(facts.rules.tls, {"require_tls13_only": true})}}

listener(fields) := {"resources": {"aws_lb_listener": [object.union(
	{"address": "aws_lb_listener.this", "values": {}, "unknown": {}, "unset": {}},
	fields,
)]}}

https(policy) := listener({"values": {"protocol": "HTTPS", "ssl_policy": policy}})

places(answers) := {answer.at | some answer in answers}

test_an_approved_policy_passes if {
	count(tls.deny_listener_without_tls13) == 0 with data.facts as facts with input as https("Good-1-2")
}

test_another_policy_is_denied if {
	places(tls.deny_listener_without_tls13) == {"ssl_policy"} with data.facts as facts with input as https("Old")
}

test_a_policy_that_accepts_tls12_is_denied_where_tls13_is_required if {
	count(tls.deny_listener_without_tls13) == 1 with data.facts as strict with input as https("Good-1-2")
	count(tls.deny_listener_without_tls13) == 0 with data.facts as strict with input as https("Good-1-3")
}

test_an_omitted_policy_is_the_default_of_the_api if {
	omitted := listener({
		"values": {"protocol": "HTTPS", "ssl_policy": "Old"},
		"unset": {"ssl_policy": "Old"},
	})
	some hit in tls.deny_listener_without_tls13 with data.facts as facts with input as omitted
	startswith(hit.msg, "no `ssl_policy`")
}

test_an_unknown_policy_is_undecided if {
	unknown := listener({"values": {"protocol": "HTTPS"}, "unknown": {"ssl_policy": "var.policy has no value"}})
	count(tls.deny_listener_without_tls13) == 0 with data.facts as facts with input as unknown
	places(tls.undecided_listener_without_tls13) == {"ssl_policy"} with data.facts as facts with input as unknown
}

http(fields) := listener(object.union({"values": {"protocol": "HTTP", "default_action": [fields]}}, {}))

redirect(fields) := http({"type": "redirect", "redirect": [fields]})

secure := {"protocol": "HTTPS", "port": "443", "status_code": "HTTP_301"}

test_a_redirect_to_https_passes if {
	count(tls.deny_plain_http_listener) == 0 with input as redirect(secure)
}

test_plain_http_that_forwards_is_denied if {
	places(tls.deny_plain_http_listener) == {"default_action[0].type"} with input as http({"type": "forward"})
}

test_a_redirect_that_keeps_the_port_is_denied if {
	places(tls.deny_plain_http_listener) == {"default_action[0].redirect[0].port"} with input as redirect({
		"protocol": "HTTPS",
		"status_code": "HTTP_301",
	})
}

test_a_target_that_is_not_known_makes_no_doubt if {
	forward := listener({
		"values": {"protocol": "HTTP", "default_action": [{"type": "forward"}]},
		"unknown": {"default_action[0].target_group_arn": "not known before apply"},
	})
	count(tls.deny_plain_http_listener) == 1 with input as forward
	count(tls.undecided_plain_http_listener) == 0 with input as forward
}
