package datahub.networks

# The networks that a VPC may be: the one that has its name, else those of its stack's account, else all.
ranges(vpc) := {network.cidr} if {
	some network in data.facts.estate.networks
	network.name == vpc.values.tags.Name
}

ranges(vpc) := of_account if not is_named(vpc)

is_named(vpc) if {
	some network in data.facts.estate.networks
	network.name == vpc.values.tags.Name
}

of_account contains network.cidr if {
	some network in data.facts.estate.networks
	is_owner(network)
}

of_account contains network.cidr if {
	some network in data.facts.estate.networks
	not owns_a_network
}

is_owner(network) if data.facts.estate.accounts[network.account].id == input.stack.account

owns_a_network if {
	some network in data.facts.estate.networks
	is_owner(network)
}

# METADATA
# title: VPCs have the ranges that everything else is written against
# description: |-
#   Firewall rules, transit gateway routes and security groups name the shared VPCs by their ranges: one for prod, one for
#   nonprod, one for the DMZ. A VPC with another range, or with a second one, is reached by none of them, or by the wrong
#   ones.
# related_resources:
#   - ref: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
#     description: VPC CIDR blocks
# custom:
#   id: NET-003
#   severity: critical
#   applies_to: [aws_vpc, aws_vpc_ipv4_cidr_block_association]
#   reads:
#     - aws_vpc.cidr_block
#     - aws_vpc.ipv4_ipam_pool_id
#     - aws_vpc.tags
#     - aws_vpc_ipv4_cidr_block_association.cidr_block
#   remediation: |-
#     Use the range that the facts (`estate.networks`) give the VPC:
#
#         cidr_block = "10.32.0.0/16"
deny_vpc_with_another_range contains hit if {
	some vpc in input.resources.aws_vpc
	range := vpc.values.cidr_block
	not range in ranges(vpc)
	hit := {
		"subject": vpc.address,
		"at": "cidr_block",
		"msg": sprintf("%s is not the range of this VPC", [range]),
		"expected": concat(" or ", sort(ranges(vpc))),
	}
}

deny_vpc_with_another_range contains hit if {
	some vpc in input.resources.aws_vpc
	has_no_range(vpc)
	not takes_from_pool(vpc)
	hit := {
		"subject": vpc.address,
		"at": "cidr_block",
		"msg": "the VPC has no range",
		"expected": concat(" or ", sort(ranges(vpc))),
	}
}

deny_vpc_with_another_range contains hit if {
	some association in input.resources.aws_vpc_ipv4_cidr_block_association
	hit := {
		"subject": association.address,
		"at": "cidr_block",
		"msg": "the VPC would have a second range",
		"expected": "one range for each VPC",
		"decided_by": "type",
	}
}

undecided_vpc_with_another_range contains doubt if {
	some vpc in input.resources.aws_vpc
	reason := vpc.unknown.cidr_block
	doubt := {"subject": vpc.address, "at": "cidr_block", "msg": sprintf("`cidr_block`: %s", [reason])}
}

undecided_vpc_with_another_range contains doubt if {
	some vpc in input.resources.aws_vpc
	has_no_range(vpc)
	takes_from_pool(vpc)
	doubt := {
		"subject": vpc.address,
		"at": "",
		"msg": "the VPC takes its range from an IPAM pool, which decides when it is created",
	}
}

has_no_range(vpc) if {
	not vpc.values.cidr_block
	not vpc.unknown.cidr_block
}

takes_from_pool(vpc) if vpc.values.ipv4_ipam_pool_id

takes_from_pool(vpc) if vpc.unknown.ipv4_ipam_pool_id
