"""KMS keys: one for each business unit, each used for its own unit's data only."""

from __future__ import annotations

from collections.abc import Iterator

from datahub_guard.analysis.holes import hole_in
from datahub_guard.analysis.owners import METASTORE, SHARED, Owners, owners_of
from datahub_guard.model.facts import Facts
from datahub_guard.model.paths import Path
from datahub_guard.model.resource import UNSET, Resource
from datahub_guard.model.severity import Severity
from datahub_guard.model.stack import Stack
from datahub_guard.model.templates import fill
from datahub_guard.model.values import Unknown
from datahub_guard.rules.contract import Answer, Context, Hit, Undecided, rule

ONE_KEY_EACH = """Declare the keys together, one for each business unit of the environment, and one for the metastore:

        resource "aws_kms_key" "bu" {
          for_each            = toset(["digital", "corporate", "elec-network"])
          enable_key_rotation = true
        }

        resource "aws_kms_alias" "bu" {
          for_each      = aws_kms_key.bu
          name          = "alias/app-datahub-prod-kms-${each.key}"
          target_key_id = each.value.key_id
        }
    """


@rule(
    id="KMS-001",
    title="Each environment has exactly one key for each business unit, and one for the metastore",
    severity=Severity.HIGH,
    scope="stack",
    reads=("aws_kms_alias.name", "aws_kms_alias.target_key_id", "aws_kms_key.tags"),
    remedy=ONE_KEY_EACH,
    references=("[AWS KMS keys](https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html)",),
)
def business_unit_without_its_own_key(stack: Stack, ctx: Context) -> Iterator[Answer]:
    """A key is the boundary between business units: whoever revokes or loses one loses one unit's data and no other's.
    With a key for two units there is no boundary; with two keys for one unit nobody knows which one to revoke. The keys
    are declared in the stack of the environment's AWS account; whose a key is, its alias says, or else its tag, its
    instance key or its name.
    """
    if stack.placement is None:
        if stack.of_type("aws_kms_key"):
            yield Undecided(stack, "the facts do not know this stack, so which keys belong into it is not known")
        return
    environment = stack.placement.environment
    if stack.placement.role != "aws-infrastructure" or environment is None:
        return
    owners = ctx.once("owners", owners_of)
    found: dict[str, list[Resource]] = {}
    for key in stack.of_type("aws_kms_key"):
        claims = owners.of_key(key) - {SHARED}
        for owner in claims:
            found.setdefault(owner, []).append(key)
        if len(claims) > 1:
            yield Hit(
                key,
                f"one key for {' and '.join(sorted(claims))}",
                expected="a key for each",
                tag=f"for {' '.join(sorted(claims))}",
            )
    for owner, alias in _wanted(environment, ctx.facts).items():
        yield from _exactly_one(stack, owner, alias, found.get(owner, []), owners)


def _wanted(environment: str, facts: Facts) -> dict[str, str]:
    """Whose keys an environment has, each with its alias."""
    names = facts.rules.keys
    units = [name for name, unit in facts.estate.business_units.items() if environment in unit.environments]
    wanted = {unit: (names.business_unit_alias, unit) for unit in units} | {METASTORE: (names.metastore_alias, "")}
    return {
        owner: fill(template, {"environment": environment, "business_unit": unit}) or template
        for owner, (template, unit) in wanted.items()
    }


def _exactly_one(stack: Stack, owner: str, alias: str, keys: list[Resource], owners: Owners) -> Iterator[Answer]:
    if not keys:
        doubt = _doubt(stack, owner, owners)
        if doubt:
            yield Undecided(stack, f"whether there is a key for {owner} is not known: {doubt}", tag=owner)
        else:
            yield Hit(
                stack,
                f"no key is declared for {owner}",
                expected=f"an aws_kms_key with {alias}",
                tag=owner,
                absent=True,
            )
    # of several, the one is meant that the alias points at
    keys = sorted(keys, key=lambda key: all(a.peek("name") != alias for a in owners.aliases_of(key)))
    for key in keys[1:]:
        yield Hit(key, f"this is another key for {owner}", expected=f"{keys[0].address} alone", tag=f"another {owner}")


def _doubt(stack: Stack, owner: str, owners: Owners) -> str:
    """Why the owner may have a key that was not found."""
    for alias in stack.of_type("aws_kms_alias"):
        name = alias.peek("name")
        if owners.target_of(alias) is None and (type(name) is Unknown or owner in owners.of_alias(str(name))):
            return f"it is not known which key {alias.address} points at"
    for key in stack.of_type("aws_kms_key"):
        if key.uncertain:
            return f"{key.address}: {key.uncertain}"
        if not owners.of_key(key) and any(type(a.peek("name")) is Unknown for a in owners.aliases_of(key)):
            return f"the alias of {key.address} has a name that is not known"
    return hole_in(stack)


# What may be encrypted with a customer-managed key, and where that key stands.
ENCRYPTED = {
    "aws_athena_workgroup": ("configuration.result_configuration.encryption_configuration.kms_key_arn",),
    "aws_backup_vault": ("kms_key_arn",),
    "aws_cloudwatch_log_group": ("kms_key_id",),
    "aws_db_instance": ("kms_key_id", "master_user_secret_kms_key_id", "performance_insights_kms_key_id"),
    "aws_dynamodb_table": ("server_side_encryption.kms_key_arn",),
    "aws_ebs_volume": ("kms_key_id",),
    "aws_ecr_repository": ("encryption_configuration.kms_key",),
    "aws_efs_file_system": ("kms_key_id",),
    "aws_instance": ("root_block_device.kms_key_id", "ebs_block_device.kms_key_id"),
    "aws_kinesis_stream": ("kms_key_id",),
    "aws_launch_template": ("block_device_mappings.ebs.kms_key_id",),
    "aws_rds_cluster": ("kms_key_id", "master_user_secret_kms_key_id", "performance_insights_kms_key_id"),
    "aws_rds_cluster_instance": ("performance_insights_kms_key_id",),
    "aws_s3_bucket": (
        "server_side_encryption_configuration.rule.apply_server_side_encryption_by_default.kms_master_key_id",
    ),
    "aws_s3_bucket_server_side_encryption_configuration": (
        "rule.apply_server_side_encryption_by_default.kms_master_key_id",
    ),
    "aws_s3_object": ("kms_key_id",),
    "aws_secretsmanager_secret": ("kms_key_id",),
    "aws_sns_topic": ("kms_master_key_id",),
    "aws_sqs_queue": ("kms_master_key_id",),
    "aws_ssm_parameter": ("key_id",),
    "databricks_mws_customer_managed_keys": ("aws_key_info.key_arn",),
}


@rule(
    id="KMS-004",
    title="A business unit's data is encrypted with that unit's key, and the metastore's with the metastore's",
    severity=Severity.CRITICAL,
    applies_to=tuple(ENCRYPTED),
    reads=tuple(f"{type_}.{path}" for type_, paths in ENCRYPTED.items() for path in paths),
    remedy="""Hand the business unit's own key down:

        module "corporate_bucket" {
          source      = "../modules/bucket"
          scope       = "corporate"
          kms_key_arn = aws_kms_key.bu["corporate"].arn
        }
    """,
    references=(
        "[Data protection in AWS KMS](https://docs.aws.amazon.com/kms/latest/developerguide/data-protection.html)",
    ),
)
def key_of_another_business_unit(resource: Resource, ctx: Context) -> Iterator[Answer]:
    """One line with the wrong key merges two business units without a trace: whoever may use the one unit's key reads
    the other's data, and revoking the key blinds both. Whose a resource is, its tag says, or else its name or its
    address; whose a key is, what the argument refers to, through modules and other stacks' states.
    """
    owners = ctx.once("owners", owners_of)
    holder = owners.bucket_of(resource) or resource
    unit = owners.unit_of(holder)
    metastore = holder.type == "aws_s3_bucket" and owners.is_metastore_bucket(holder)
    for path in (p for name in ENCRYPTED[resource.type] for p in _arguments(resource, name)):
        of_key = owners.of_key_at(resource, path)
        if not of_key:
            if unit is not None:
                yield Undecided(resource, f"whose key this is is not known, so whether it is {unit}'s is not", path)
        elif unit is not None and unit not in of_key:
            yield Hit(
                resource,
                f"{holder.address} is {unit}'s, and is encrypted with a key of {' and '.join(sorted(of_key))}",
                path,
                expected=f"{unit}'s key",
                tag=str(path[0]),
            )
        elif unit is None and of_key == {METASTORE} and not metastore:
            yield Hit(
                resource,
                "the metastore's key encrypts something else than the metastore's bucket",
                path,
                expected="a key of its own",
                tag=str(path[0]),
            )


def _arguments(resource: Resource, name: str, path: Path = ()) -> Iterator[Path]:
    """The paths of an argument that is set, in each of the blocks that it may stand in."""
    head, _, rest = name.partition(".")
    at = (*path, head)
    value = resource.peek(at)
    if not rest:
        if value is not UNSET and value is not None:
            yield at
    elif isinstance(value, list):
        for i in range(len(value)):
            yield from _arguments(resource, rest, (*at, i))
    elif type(value) is Unknown and value.references:
        # in a plan, blocks that the configuration omits are not known either, and come from nowhere
        resource.get(at)
