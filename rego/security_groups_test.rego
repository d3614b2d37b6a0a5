package datahub.security_groups_test

import data.datahub.security_groups

facts := {
	"estate": {"networks": {"prod": {"cidr": "10.32.0.0/16"}}},
	"rules": {"networks": {"private_ranges": ["10.0.0.0/8", "172.16.0.0/12"]}},
}

rule(values) := {"resources": {"aws_security_group_rule": [{
	"address": "aws_security_group_rule.this",
	"values": object.union({"type": "egress", "protocol": "-1", "from_port": 0, "to_port": 0}, values),
	"unknown": {},
	"refs": {},
}]}}

hits(document) := answers if {
	answers := security_groups.deny_open_egress with data.facts as facts with input as document
}

doubts(document) := answers if {
	answers := security_groups.undecided_open_egress with data.facts as facts with input as document
}

test_everything_to_everywhere_is_denied if {
	every range in ["0.0.0.0/0", "128.0.0.0/0", "0.0.0.0/1", "10.0.0.0/8"] {
		count(hits(rule({"cidr_blocks": [range]}))) == 1
	}
	every range in ["::/0", "2000::/3"] {
		count(hits(rule({"ipv6_cidr_blocks": [range]}))) == 1
	}
}

test_everything_to_one_network_passes if {
	every range in ["10.32.0.0/16", "172.16.0.0/12", "8.0.0.0/8", "no range"] {
		count(hits(rule({"cidr_blocks": [range]}))) == 0
	}
}

test_one_port_to_everywhere_passes if {
	count(hits(rule({"protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_blocks": ["0.0.0.0/0"]}))) == 0
}

test_all_ports_of_tcp_are_everything if {
	count(hits(rule({"protocol": "TCP", "from_port": 0, "to_port": 65535, "cidr_blocks": ["0.0.0.0/0"]}))) == 1
}

test_ingress_is_no_egress if {
	count(hits(rule({"type": "ingress", "cidr_blocks": ["0.0.0.0/0"]}))) == 0
}

unknown(values, holes, refs) := {"resources": {"aws_security_group": [{
	"address": "aws_security_group.this",
	"values": {"egress": [values]},
	"unknown": holes,
	"refs": refs,
}]}}

test_an_unknown_range_is_undecided_for_all_ports_only if {
	holes := {"egress[0].cidr_blocks[0]": "var.peer has no value"}
	all := {"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": [null]}
	https := {"protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_blocks": [null]}
	{doubt.at | some doubt in doubts(unknown(all, holes, {}))} == {"egress[0].cidr_blocks[0]"}
	count(doubts(unknown(https, holes, {}))) == 0
}

test_the_range_of_a_network_is_not_everywhere if {
	holes := {"egress[0].cidr_blocks[0]": "not known before apply"}
	refs := {"egress[0].cidr_blocks[0]": ["data.aws_vpc.shared.cidr_block"]}
	all := {"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": [null]}
	count(doubts(unknown(all, holes, refs))) == 0
}
