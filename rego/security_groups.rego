package datahub.security_groups

# Egress rules in each of the three ways to write them: who holds the rule, where in it, and what it says.
egress contains rule if {
	some type in ["aws_security_group", "aws_default_security_group"]
	some group in input.resources[type]
	some i, body in group.values.egress
	rule := {"holder": group, "at": sprintf("egress[%d].", [i]), "body": body, "protocol": "protocol"}
}

egress contains rule if {
	some holder in input.resources.aws_security_group_rule
	not holder.values.type == "ingress"
	rule := {"holder": holder, "at": "", "body": holder.values, "protocol": "protocol"}
}

egress contains rule if {
	some holder in input.resources.aws_vpc_security_group_egress_rule
	rule := {"holder": holder, "at": "", "body": holder.values, "protocol": "ip_protocol"}
}

peer_arguments := ["cidr_blocks", "ipv6_cidr_blocks", "cidr_ipv4", "cidr_ipv6"]

# The ranges of one argument, which holds one or a list; one that is not known is null in a list.
ranges(value) := [range | some range in value; is_string(range)] if is_array(value)

ranges(value) := [value] if is_string(value)

everywhere(range) if endswith(range, "/0")

# An eighth of all IPv6 addresses is all that there is of the internet.
everywhere(range) if regex.match(`:.*/[1-3]$`, range)

everywhere(range) if {
	net.cidr_is_valid(range)
	some private in home
	net.cidr_contains(range, private)
}

home contains private if {
	some private in data.facts.rules.networks.private_ranges
	some network in data.facts.estate.networks
	net.cidr_contains(private, network.cidr)
}

protocol(rule) := lower(rule.body[rule.protocol])

with_ports(rule) if protocol(rule) in {"tcp", "udp", "6", "17"}

without_ports(rule) if protocol(rule) in {"-1", "all"}

every_port(rule) if without_ports(rule)

every_port(rule) if {
	with_ports(rule)
	rule.body.from_port <= 1
	rule.body.to_port >= 65535
}

# What is known is enough to say that the rule is not for all ports.
narrow(rule) if {
	not with_ports(rule)
	not without_ports(rule)
	not rule.holder.unknown[concat("", [rule.at, rule.protocol])]
}

narrow(rule) if {
	with_ports(rule)
	rule.body.from_port > 1
}

narrow(rule) if {
	with_ports(rule)
	rule.body.to_port < 65535
}

# METADATA
# title: No security group lets everything out
# description: |-
#   The platform writes egress down: to the Databricks control plane, to databases, to APIs, each by port and peer.
#   A rule for all ports to everywhere makes every other one meaningless, and is the way out for whatever runs on a
#   compromised cluster. A security group without inline `egress` has none: Terraform takes AWS's default rule away.
#
#   Everywhere is the internet, or a range that holds the private range in which the platform's networks lie.
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
	some rule in egress
	not rule.holder.unknown.type
	every_port(rule)
	some argument in peer_arguments
	some range in ranges(rule.body[argument])
	everywhere(range)
	hit := {
		"subject": rule.holder.address,
		"at": concat("", [rule.at, argument]),
		"msg": sprintf("all ports are open to %s", [range]),
		"expected": "one rule for each peer, with its port",
		"tag": sprintf("%s %s", [argument, range]),
	}
}

undecided_open_egress contains unknown(group, path) if {
	some type in ["aws_security_group", "aws_default_security_group"]
	some group in input.resources[type]
	some path, _ in group.unknown
	regex.match(`^egress(\[\d+\])?$`, path)
}

undecided_open_egress contains unknown(rule.holder, path) if {
	some rule in egress
	not narrow(rule)
	perhaps_everywhere(rule)
	some path, _ in rule.holder.unknown
	decides(rule, path)
}

perhaps_everywhere(rule) if {
	some argument in peer_arguments
	some range in ranges(rule.body[argument])
	everywhere(range)
}

perhaps_everywhere(rule) if {
	some path, _ in rule.holder.unknown
	unknown_peer(rule, path)
}

decides(rule, path) if {
	some argument in [rule.protocol, "from_port", "to_port", "type"]
	path == concat("", [rule.at, argument])
}

decides(rule, path) if unknown_peer(rule, path)

# The range of a network or a subnet is not everywhere.
unknown_peer(rule, path) if {
	startswith(path, rule.at)
	regex.match(`^(cidr_blocks|ipv6_cidr_blocks)(\[\d+\])?$|^cidr_ipv[46]$`, trim_prefix(path, rule.at))
	not of_a_network(rule.holder, path)
}

of_a_network(holder, path) if {
	some ref in holder.refs[path]
	regex.match(`(^|[.:])aws_(vpc|subnet)\.`, ref)
}

unknown(resource, path) := {
	"subject": resource.address,
	"at": path,
	"msg": sprintf("`%s`: %s", [path, resource.unknown[path]]),
}
