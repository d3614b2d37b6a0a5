package datahub.security_groups

# A range counts as "everywhere" when it holds the whole of the private network: 0.0.0.0/0, 10.0.0.0/8, ...
everywhere(cidr) if cidr == "::/0"

everywhere(cidr) if {
	contains(cidr, ".")
	net.cidr_contains(cidr, "10.0.0.0/8")
}

every_port(protocol, _, _) if protocol in {"-1", "all"}

every_port(protocol, from, to) if {
	lower(protocol) in {"tcp", "udp", "6", "17"}
	from <= 1
	to >= 65535
}

# METADATA
# title: No security group lets everything out
# description: |-
#   The platform writes egress down: to the Databricks control plane, to databases, to APIs, each by port and peer.
#   A rule for all ports to everywhere makes every other one meaningless, and is the way out for whatever runs on a
#   compromised cluster. A security group without inline `egress` has none: Terraform takes AWS's default rule away.
# related_resources:
#   - ref: https://docs.databricks.com/aws/en/security/network/classic/customer-managed-vpc
#     description: Security groups of a customer-managed VPC
# custom:
#   id: SG-001
#   severity: high
#   applies_to:
#     - aws_security_group
#     - aws_default_security_group
#     - aws_security_group_rule
#     - aws_vpc_security_group_egress_rule
#   reads:
#     - aws_security_group.egress
#     - aws_default_security_group.egress
#     - aws_security_group_rule.type
#     - aws_security_group_rule.protocol
#     - aws_security_group_rule.from_port
#     - aws_security_group_rule.to_port
#     - aws_security_group_rule.cidr_blocks
#     - aws_security_group_rule.ipv6_cidr_blocks
#     - aws_vpc_security_group_egress_rule.ip_protocol
#     - aws_vpc_security_group_egress_rule.from_port
#     - aws_vpc_security_group_egress_rule.to_port
#     - aws_vpc_security_group_egress_rule.cidr_ipv4
#     - aws_vpc_security_group_egress_rule.cidr_ipv6
#   remediation: |-
#     Replace the rule by one for each peer that the workload really talks to, with its port and a description:
#
#         resource "aws_vpc_security_group_egress_rule" "control_plane" {
#           security_group_id            = aws_security_group.workspace.id
#           referenced_security_group_id = local.endpoint_security_group_id
#           ip_protocol                  = "tcp"
#           from_port                    = 443
#           to_port                      = 443
#           description                  = "Databricks REST API through the private endpoint"
#         }
deny_open_egress contains hit if {
	some type in {"aws_security_group", "aws_default_security_group"}
	some group in input.resources[type]
	some i, rule in group.values.egress
	every_port(rule.protocol, object.get(rule, "from_port", 0), object.get(rule, "to_port", 0))
	some list in ["cidr_blocks", "ipv6_cidr_blocks"]
	some cidr in rule[list]
	everywhere(cidr)
	hit := {
		"subject": group.address,
		"at": sprintf("egress[%d].%s", [i, list]),
		"msg": sprintf("all ports are open to %s", [cidr]),
		"tag": sprintf("%s %s", [list, cidr]),
		"expected": "one rule for each peer, with its port",
	}
}

deny_open_egress contains hit if {
	some rule in input.resources.aws_security_group_rule
	rule.values.type == "egress"
	every_port(rule.values.protocol, object.get(rule.values, "from_port", 0), object.get(rule.values, "to_port", 0))
	some list in ["cidr_blocks", "ipv6_cidr_blocks"]
	some cidr in rule.values[list]
	everywhere(cidr)
	hit := {
		"subject": rule.address,
		"at": list,
		"msg": sprintf("all ports are open to %s", [cidr]),
		"tag": sprintf("%s %s", [list, cidr]),
		"expected": "one rule for each peer, with its port",
	}
}

deny_open_egress contains hit if {
	some rule in input.resources.aws_vpc_security_group_egress_rule
	every_port(rule.values.ip_protocol, object.get(rule.values, "from_port", 0), object.get(rule.values, "to_port", 0))
	some argument in ["cidr_ipv4", "cidr_ipv6"]
	cidr := rule.values[argument]
	everywhere(cidr)
	hit := {
		"subject": rule.address,
		"at": argument,
		"msg": sprintf("all ports are open to %s", [cidr]),
		"tag": argument,
		"expected": "one rule for each peer, with its port",
	}
}

# An unknown peer that is a reference (another security group, a prefix list) is never everywhere; an unknown range
# may be, when the rule is for all ports.
undecided_open_egress contains doubt if {
	some type in {"aws_security_group", "aws_default_security_group"}
	some group in input.resources[type]
	some path, reason in group.unknown
	regex.match(`^egress(\[\d+\](\.(cidr_blocks|ipv6_cidr_blocks)(\[\d+\])?)?)?$`, path)
	not narrow(group, path)
	doubt := {"subject": group.address, "at": path, "msg": sprintf("`%s`: %s", [path, reason])}
}

undecided_open_egress contains doubt if {
	some group in input.resources.aws_security_group
	some i, rule in group.values.egress
	some part in ["protocol", "from_port", "to_port"]
	path := sprintf("egress[%d].%s", [i, part])
	reason := group.unknown[path]
	some list in ["cidr_blocks", "ipv6_cidr_blocks"]
	some cidr in rule[list]
	everywhere(cidr)
	doubt := {"subject": group.address, "at": path, "msg": sprintf("`%s`: %s", [path, reason])}
}

undecided_open_egress contains doubt if {
	some rule in input.resources.aws_security_group_rule
	not ingress(rule)
	some path, reason in rule.unknown
	doubtful(rule, "protocol", path, ["cidr_blocks", "ipv6_cidr_blocks"])
	doubt := {"subject": rule.address, "at": path, "msg": sprintf("`%s`: %s", [path, reason])}
}

undecided_open_egress contains doubt if {
	some rule in input.resources.aws_vpc_security_group_egress_rule
	some path, reason in rule.unknown
	doubtful(rule, "ip_protocol", path, ["cidr_ipv4", "cidr_ipv6"])
	doubt := {"subject": rule.address, "at": path, "msg": sprintf("`%s`: %s", [path, reason])}
}

ingress(rule) if rule.values.type == "ingress"

# A rule whose known ports are narrow cannot be open whatever its peer turns out to be.
narrow(group, path) if {
	some i, rule in group.values.egress
	startswith(path, sprintf("egress[%d].", [i]))
	protocol := rule.protocol
	not every_port(protocol, object.get(rule, "from_port", 0), object.get(rule, "to_port", 0))
}

doubtful(rule, protocol, path, peers) if {
	some peer in peers
	startswith(path, peer)
	not narrow_rule(rule, protocol)
}

doubtful(rule, protocol, path, peers) if {
	path in {protocol, "from_port", "to_port", "type"}
	some peer in peers
	open_peer(rule.values[peer])
}

narrow_rule(rule, protocol) if {
	name := rule.values[protocol]
	not every_port(name, object.get(rule.values, "from_port", 0), object.get(rule.values, "to_port", 0))
}

open_peer(peer) if {
	is_string(peer)
	everywhere(peer)
}

open_peer(peer) if {
	is_array(peer)
	some cidr in peer
	is_string(cidr)
	everywhere(cidr)
}
