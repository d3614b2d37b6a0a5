"""The metastore's bucket, on which all workspaces stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from datahub_guard.analysis.holes import hole_in
from datahub_guard.analysis.owners import METASTORE, Owners, owners_of
from datahub_guard.analysis.policies import skeleton
from datahub_guard.model.resource import UNSET, Resource
from datahub_guard.model.severity import Severity
from datahub_guard.model.stack import Stack
from datahub_guard.model.templates import fill
from datahub_guard.model.values import Unknown
from datahub_guard.rules.contract import Answer, Context, Hit, Undecided, rule

CONFIGURATION = "aws_s3_bucket_server_side_encryption_configuration"
HOST = re.compile(r"s3a?://([^/]+)(/.*)?", re.DOTALL)


@rule(
    id="S3-007",
    title="The metastore's bucket exists once, keeps its name, and cannot be destroyed",
    severity=Severity.CRITICAL,
    scope="stack",
    reads=(
        "aws_s3_bucket.bucket",
        "aws_s3_bucket.force_destroy",
        f"{CONFIGURATION}.bucket",
        f"{CONFIGURATION}.rule[*].apply_server_side_encryption_by_default[*].kms_master_key_id",
        "databricks_metastore.storage_root",
    ),
    remedy="""Declare it once, under its fixed name, with the metastore's key, and protect it:

        resource "aws_s3_bucket" "metastore" {
          bucket        = "app-datahub-prod-s3-acc-metastore"
          force_destroy = false

          lifecycle {
            prevent_destroy = true
          }
        }
    """,
    references=(
        "[Managed storage of a metastore](https://docs.databricks.com/aws/en/data-governance/unity-catalog/manage-metastore)",
        "[prevent_destroy](https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#prevent_destroy)",
    ),
)
def unprotected_metastore_bucket(stack: Stack, ctx: Context) -> Iterator[Answer]:
    """The metastore of an environment is bound to one bucket by name. A bucket under another name is another bucket:
    Terraform destroys the old one, and with it breaks the binding of every workspace of every business unit. No other
    change on the platform reaches as far. A plan alone does not show `lifecycle`; that part is undecided there.
    """
    owners = ctx.once("owners", owners_of)
    placement = stack.placement
    name = None
    if placement is not None and placement.environment is not None:
        name = fill(ctx.facts.rules.buckets.metastore, {"environment": placement.environment})
    if placement is not None and placement.role == "aws-infrastructure" and name is not None:
        yield from _exactly_one(stack, name, owners)
    for bucket in stack.of_type("aws_s3_bucket"):
        if not owners.is_metastore_bucket(bucket):
            if placement is None and METASTORE in owners.named_in(bucket.address):
                reason = "the facts do not know this stack, so what the metastore's bucket is called here is not known"
                yield Undecided(bucket, reason, "bucket", tag="name")
            continue
        if placement is not None and placement.role not in ("aws-infrastructure", "modules"):
            yield Hit(bucket, "the metastore's bucket is declared by the environment's AWS stack", tag="elsewhere")
        yield from _protection(bucket)
        yield from _encryption(bucket, owners)
    yield from _changes(stack, owners)
    for metastore in stack.of_type("databricks_metastore"):
        yield from _storage_root(metastore, name, owners, ctx)


def _exactly_one(stack: Stack, name: str, owners: Owners) -> Iterator[Answer]:
    buckets = stack.of_type("aws_s3_bucket")
    exact = [bucket for bucket in buckets if bucket.peek("bucket") == name]
    if exact:
        for bucket in exact[1:]:
            yield Hit(bucket, f"{name} is declared twice", "bucket", expected=f"{exact[0].address} alone", tag="twice")
        if exact[0].uncertain:
            yield Undecided(exact[0], exact[0].uncertain, tag="exists")
        return
    for bucket in buckets:
        value = bucket.peek("bucket")
        if type(value) is Unknown and (skeleton(value) is None or owners.is_metastore_bucket(bucket)):
            yield Undecided(bucket, f"whether this is {name} is not known: {value.why()}", "bucket", tag="name")
            return
    meant = [b for b in buckets if METASTORE in owners.named_in(f"{b.address} {skeleton(b.peek('bucket'))}")]
    for bucket in meant:
        yield Hit(bucket, "the metastore's bucket has another name", "bucket", expected=name, tag="name")
    if meant:
        return
    hole = hole_in(stack)
    if hole:
        yield Undecided(stack, f"whether {name} is declared is not known: {hole}", tag="missing")
    else:
        yield Hit(stack, f"no bucket {name} is declared", expected=name, tag="missing", absent=True)


def _protection(bucket: Resource) -> Iterator[Answer]:
    force = bucket.peek("force_destroy")
    if type(force) is Unknown:
        yield Undecided(bucket, force.why(), "force_destroy", tag="force_destroy")
    elif force is True:
        yield Hit(
            bucket,
            "the metastore's bucket may be destroyed with all that lies in it",
            "force_destroy",
            expected="false",
            tag="force_destroy",
        )
    if not bucket.stack.configured:
        reason = "a plan does not show whether `prevent_destroy` is set: check the configuration too"
        yield Undecided(bucket, reason, tag="prevent_destroy")
        return
    prevent = bucket.peek("lifecycle[0].prevent_destroy")
    if type(prevent) is Unknown:
        yield Undecided(bucket, prevent.why(), "lifecycle[0].prevent_destroy", tag="prevent_destroy")
    elif prevent is not True:
        yield Hit(
            bucket,
            "Terraform may destroy the metastore's bucket",
            "lifecycle[0].prevent_destroy",
            expected="lifecycle { prevent_destroy = true }",
            tag="prevent_destroy",
        )


def _encryption(bucket: Resource, owners: Owners) -> Iterator[Answer]:
    """What there is to say of the bucket's key; that there is one is said by other rules."""
    for config in bucket.stack.of_type(CONFIGURATION):
        if owners.bucket_of(config) is not bucket:
            continue
        for block in config.blocks("rule"):
            for default in block.blocks("apply_server_side_encryption_by_default"):
                path = default.at("kms_master_key_id")
                of_key = owners.of_key_at(config, path) if default.is_set("kms_master_key_id") else {METASTORE}
                if not of_key:
                    yield Undecided(config, "whose key this is is not known", path, tag="key")
                elif METASTORE not in of_key:
                    whose = " and ".join(sorted(of_key))
                    yield Hit(
                        config,
                        f"the metastore's bucket is encrypted with a key of {whose}",
                        path,
                        expected="the metastore's key",
                        tag="key",
                    )


def _changes(stack: Stack, owners: Owners) -> Iterator[Answer]:
    for bucket in stack.changing("aws_s3_bucket"):
        change = bucket.change
        if change is None or "delete" not in change.actions or not isinstance(change.before, dict):
            continue
        name = change.before.get("bucket")
        if isinstance(name, str) and owners.is_metastore_name(name):
            verb = "replace" if "create" in change.actions else "destroy"
            yield Hit(
                bucket,
                f"the plan would {verb} {name}",
                change.replace_paths[0] if change.replace_paths else (),
                expected="a bucket that stays; `moved` for a new address",
                tag="delete",
            )


def _storage_root(metastore: Resource, name: str | None, owners: Owners, ctx: Context) -> Iterator[Answer]:
    """The metastore stores in its bucket, or nowhere."""
    value = metastore.peek("storage_root")
    if value is UNSET or value is None:
        return
    if ctx.facts.rules.unity_catalog.metastore_scope != "env":
        name = None
    match = HOST.fullmatch(skeleton(value) or "")
    if match is not None and owners.is_metastore_name(match[1]):
        if type(value) is Unknown or name in (None, match[1]):
            return
    elif type(value) is Unknown:
        targets = [ctx.estate.resolve(r, metastore.stack) for r in metastore.references("storage_root")]
        buckets = [t for t in targets if t is not None and t.type == "aws_s3_bucket"]
        outputs = [r for r in metastore.references("storage_root") if r.type == "terraform_remote_state"]
        if any(owners.is_metastore_bucket(bucket) for bucket in buckets):
            return
        if not buckets and any(METASTORE in owners.named_in(str(step)) for r in outputs for step in r.path[1:]):
            return
        if not buckets:
            yield Undecided(metastore, value.why(), "storage_root", tag="storage_root")
            return
    yield Hit(
        metastore,
        "the metastore stores somewhere else than in the metastore's bucket",
        "storage_root",
        expected=f"s3://{name or ctx.facts.rules.buckets.metastore}/",
        tag="storage_root",
    )
