package datahub.naming

names := data.facts.rules.names

# The arguments that hold a resource's name, where it is not `name`.
arguments := {"aws_db_instance": "identifier", "aws_rds_cluster": "cluster_identifier", "aws_s3_bucket": "bucket"}

one_of(words) := sprintf("(%s)", [concat("|", sort(words))])

environments := {name | some name, _ in data.facts.estate.environments}

stages := {environment.stage | some environment in data.facts.estate.environments}

units := {name | some name, _ in data.facts.estate.business_units}

filled contains scope if {
	some template in names.scopes
	scope := replace(replace(template, "{business_unit}", one_of(units)), "{stage}", one_of(stages))
}

pattern := replace(replace(names.pattern, "{environment}", one_of(environments)), "{scope}", one_of(filled))

# What each type of resource in this stack is called: in which argument, for which kind, by which expression.
wanted[type] := {"argument": argument, "expected": expected, "kind": kind, "pattern": expression} if {
	some kind, types in names.kinds
	some type in types
	input.resources[type]
	argument := object.get(arguments, type, "name")
	expected := sprintf("%s, then what tells it from its neighbours", [replace(names.pattern, "{kind}", kind)])
	expression := sprintf("^(alias/)?%s%s$", [replace(pattern, "{kind}", kind), names.qualifier])
}

# Only names in the application accounts are judged.
judged if {
	some account in data.facts.estate.accounts
	account.owner == "application"
	account.id == input.stack.account
}

# What is created through the aliased provider lies in another account.
ours(resource) if not endswith(resource.provider, other_account)

other_account := sprintf(".%s", [data.facts.rules.trust.dns.provider_alias])

dictated(name) if {
	some start in names.dictated
	startswith(name, start)
}

# Whether a name of which only some parts are known may still become one of the platform's: its known beginning must
# begin one, or go on where one ends.
possible(text, kind) if {
	start := split(text, "${...}")[0]
	some body in bodies(kind)
	startswith(body, start)
}

possible(text, kind) if {
	start := split(text, "${...}")[0]
	some body in bodies(kind)
	startswith(start, body)
}

possible(text, _) if dictated(text)

bodies(kind) := {sprintf("%s%s", [prefix, body]) |
	some prefix in ["", "alias/"]
	some template in names.scopes
	some unit in units
	some stage in stages
	some environment in environments
	scope := replace(replace(template, "{business_unit}", unit), "{stage}", stage)
	body := replace(replace(replace(names.pattern, "{environment}", environment), "{kind}", kind), "{scope}", scope)
}

# METADATA
# title: Names in the application accounts follow the platform's pattern
# description: |-
#   A name is the contract that downstream stacks, ARNs in policies and cost reports key on. A free-form name escapes
#   every policy that is scoped by ARN, and a generated one changes with each replacement. Environment, kind and scope
#   (a business unit, a business unit's stage, or `acc` for the whole account) are read off it. Only names in the
#   application accounts count, without those that a service of AWS dictates. Of a name that is known in part, a wrong
#   beginning is enough.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
#     description: Bucket naming rules
# custom:
#   id: NAME-001
#   severity: medium
#   needs: [account]
#   applies_to:
#     - aws_alb
#     - aws_cloudwatch_log_group
#     - aws_db_instance
#     - aws_ecs_cluster
#     - aws_iam_instance_profile
#     - aws_iam_policy
#     - aws_iam_role
#     - aws_kms_alias
#     - aws_lb
#     - aws_rds_cluster
#     - aws_s3_bucket
#     - aws_secretsmanager_secret
#     - aws_security_group
#   reads:
#     - aws_alb.name
#     - aws_cloudwatch_log_group.name
#     - aws_db_instance.identifier
#     - aws_db_instance.identifier_prefix
#     - aws_ecs_cluster.name
#     - aws_iam_instance_profile.name
#     - aws_iam_instance_profile.name_prefix
#     - aws_iam_policy.name
#     - aws_iam_policy.name_prefix
#     - aws_iam_role.name
#     - aws_iam_role.name_prefix
#     - aws_kms_alias.name
#     - aws_kms_alias.name_prefix
#     - aws_lb.name
#     - aws_lb.name_prefix
#     - aws_rds_cluster.cluster_identifier
#     - aws_rds_cluster.cluster_identifier_prefix
#     - aws_s3_bucket.bucket
#     - aws_s3_bucket.bucket_prefix
#     - aws_secretsmanager_secret.name
#     - aws_secretsmanager_secret.name_prefix
#     - aws_security_group.name
#     - aws_security_group.name_prefix
#   remediation: |-
#     Build the name from the environment, the kind and the scope:
#
#         bucket = "app-datahub-${var.environment}-s3-digital-lab-landing"
deny_free_form_name contains hit if {
	judged
	some type, how in wanted
	some resource in input.resources[type]
	name := resource.values[how.argument]
	not regex.match(how.pattern, name)
	not dictated(name)
	ours(resource)
	hit := {
		"subject": resource.address,
		"at": how.argument,
		"msg": sprintf("`%s` does not follow the platform's names", [name]),
		"expected": how.expected,
	}
}

deny_free_form_name contains hit if {
	judged
	some type, how in wanted
	some resource in input.resources[type]
	text := resource.partly[how.argument]
	not possible(text, how.kind)
	ours(resource)
	hit := {
		"subject": resource.address,
		"at": how.argument,
		"msg": sprintf("`%s` does not follow the platform's names, whatever its unknown part is", [text]),
		"expected": how.expected,
		"decided_by": "beginning",
	}
}

deny_free_form_name contains hit if {
	judged
	some type, how in wanted
	some resource in input.resources[type]
	not resource.values[how.argument]
	not resource.unknown[how.argument]
	ours(resource)
	hit := {
		"subject": resource.address,
		"at": written(resource, how.argument),
		"msg": sprintf("the name is generated, because `%s` is not set", [how.argument]),
		"expected": how.expected,
		"decided_by": "omission",
	}
}

undecided_free_form_name contains doubt if {
	judged
	some type, how in wanted
	some resource in input.resources[type]
	reason := resource.unknown[how.argument]
	ours(resource)
	doubt := {
		"subject": resource.address,
		"at": how.argument,
		"msg": sprintf("`%s`: %s", [how.argument, reason]),
	}
}

# The argument that a generated name begins with, where there is one.
written(resource, argument) := prefix if {
	prefix := sprintf("%s_prefix", [argument])
	has(resource, prefix)
}

written(resource, argument) := argument if not has(resource, sprintf("%s_prefix", [argument]))

has(resource, argument) if resource.values[argument]

has(resource, argument) if resource.unknown[argument]
