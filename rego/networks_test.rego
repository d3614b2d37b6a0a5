package datahub.networks_test

import data.datahub.networks

facts := {"estate": {
	"accounts": {"network": {"id": "111111111111"}, "security": {"id": "222222222222"}},
	"networks": {
		"one": {"name": "vpc-one", "cidr": "10.1.0.0/16", "account": "network"},
		"two": {"name": "vpc-two", "cidr": "10.2.0.0/16", "account": "network"},
		"inspection": {"name": "vpc-inspection", "cidr": "10.3.0.0/16", "account": "security"},
	},
}}

document(type, fields) := {
	"stack": {"account": "111111111111"},
	"resources": {type: [object.union({"address": "this", "values": {}, "unknown": {}}, fields)]},
}

vpc(values) := document("aws_vpc", {"values": values})

denied(input_) := {hit.at | some hit in hits} if {
	hits := networks.deny_vpc_with_another_range with input as input_ with data.facts as facts
}

open(input_) := {doubt.at | some doubt in doubts} if {
	doubts := networks.undecided_vpc_with_another_range with input as input_ with data.facts as facts
}

test_the_ranges_of_the_account_pass if {
	denied(vpc({"cidr_block": "10.1.0.0/16"})) == set()
	denied(vpc({"cidr_block": "10.2.0.0/16"})) == set()
}

test_other_ranges_are_denied if {
	denied(vpc({"cidr_block": "10.9.0.0/16"})) == {"cidr_block"}
	denied(vpc({"cidr_block": "10.1.0.0/17"})) == {"cidr_block"}
	denied(vpc({"cidr_block": "10.3.0.0/16"})) == {"cidr_block"}
}

test_a_stack_of_no_networks_account_may_have_any if {
	elsewhere := object.union(vpc({"cidr_block": "10.3.0.0/16"}), {"stack": {"account": "333333333333"}})
	denied(elsewhere) == set()
}

test_a_vpc_has_the_range_of_its_name if {
	denied(vpc({"cidr_block": "10.2.0.0/16", "tags": {"Name": "vpc-two"}})) == set()
	denied(vpc({"cidr_block": "10.1.0.0/16", "tags": {"Name": "vpc-two"}})) == {"cidr_block"}
	denied(vpc({"cidr_block": "10.1.0.0/16", "tags": {"Name": "other"}})) == set()
}

test_a_second_range_is_denied_whatever_it_is if {
	denied(document("aws_vpc_ipv4_cidr_block_association", {"values": {"cidr_block": "10.1.0.0/16"}})) == {"cidr_block"}
	denied(document("aws_vpc_ipv4_cidr_block_association", {"unknown": {"cidr_block": "var.x"}})) == {"cidr_block"}
}

test_a_vpc_without_a_range_is_denied if denied(vpc({})) == {"cidr_block"}

test_a_range_that_is_not_known_is_undecided if {
	pooled := vpc({"ipv4_ipam_pool_id": "pool"})
	unknown := document("aws_vpc", {"unknown": {"cidr_block": "var.x has no value"}})
	unknown_pool := document("aws_vpc", {"unknown": {"ipv4_ipam_pool_id": "var.x has no value"}})
	(denied(pooled) | denied(unknown)) | denied(unknown_pool) == set()
	open(pooled) == {""}
	open(unknown) == {"cidr_block"}
	open(unknown_pool) == {""}
}
