package datahub.naming

# The argument that holds a resource's name, where it is not `name`.
argument(type) := object.get(
	{
		"aws_s3_bucket": "bucket",
		"aws_db_instance": "identifier",
		"aws_rds_cluster": "cluster_identifier",
	},
	type,
	"name",
)

prefix_argument(type) := sprintf("%s_prefix", [argument(type)])

kind_of[type] := kind if {
	some kind, types in data.facts.rules.names.kinds
	some type in types
}

environments := concat("|", sort({name | some name, _ in data.facts.estate.environments}))

units := concat("|", sort({name | some name, _ in data.facts.estate.business_units}))

stages := concat("|", sort({environment.stage | some environment in data.facts.estate.environments}))

scopes := concat("|", [filled(scope) | some scope in data.facts.rules.names.scopes])

filled(scope) := replace(replace(scope, "{business_unit}", sprintf("(%s)", [units])), "{stage}", sprintf("(%s)", [stages]))

pattern(kind) := sprintf("^%s%s$", [body, data.facts.rules.names.qualifier]) if {
	with_environment := replace(data.facts.rules.names.pattern, "{environment}", sprintf("(%s)", [environments]))
	with_kind := replace(with_environment, "{kind}", kind)
	body := replace(with_kind, "{scope}", sprintf("(%s)", [scopes]))
}

patterns[kind] := pattern(kind) if some kind, _ in data.facts.rules.names.kinds

# What is created through the aliased provider lies in another account, whose names are not ours.
ours(resource) if not endswith(resource.provider, sprintf(".%s", [data.facts.rules.trust.dns.provider_alias]))

judged if not input.stack.role in {"network", "modules", "docs"}

bare(type, name) := trim_prefix(name, "alias/") if type == "aws_kms_alias"

bare(type, name) := name if type != "aws_kms_alias"

# METADATA
# title: Names in the application accounts follow the platform's pattern
# description: |-
#   A name is the contract that downstream stacks, ARNs in policies and cost reports key on. A free-form name escapes
#   every policy that is scoped by ARN, and a generated one changes with each replacement. Environment, kind and scope
#   (a business unit, a business unit's stage, or `acc` for the whole account) are read off it.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
#     description: Bucket naming rules
# custom:
#   id: NAME-001
#   severity: medium
#   needs: [environment]
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
	some type, resources in input.resources
	kind := kind_of[type]
	some resource in resources
	ours(resource)
	at := argument(type)
	name := resource.values[at]
	not named_well(type, kind, name)
	hit := {
		"subject": resource.address,
		"at": at,
		"msg": sprintf("`%s` does not follow the platform's names", [name]),
		"expected": shape(kind),
	}
}

deny_free_form_name contains hit if {
	judged
	some type, resources in input.resources
	kind := kind_of[type]
	some resource in resources
	ours(resource)
	at := argument(type)
	not resource.values[at]
	not resource.unknown[at]
	hit := {
		"subject": resource.address,
		"at": prefix_at(resource, prefix_argument(type)),
		"msg": sprintf("the name is generated, because `%s` is not set", [at]),
		"expected": shape(kind),
	}
}

undecided_free_form_name contains doubt if {
	judged
	some type, resources in input.resources
	_ = kind_of[type]
	some resource in resources
	ours(resource)
	at := argument(type)
	reason := resource.unknown[at]
	doubt := {"subject": resource.address, "at": at, "msg": sprintf("`%s`: %s", [at, reason])}
}

shape(kind) := sprintf("%s, then anything that tells it from its neighbours", [replace(data.facts.rules.names.pattern, "{kind}", kind)])

named_well(type, kind, name) if regex.match(patterns[kind], bare(type, name))

prefix_at(resource, prefix) := prefix if _ = resource.values[prefix]

prefix_at(resource, prefix) := "" if not resource.values[prefix]
