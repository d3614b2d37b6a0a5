"""Policies that the Databricks provider's own data sources write, from their arguments.

Source: the provider's `aws` data sources, release 1.128.0. Without these, every role that is built as Databricks
documents it would be undecided before the first plan.
"""

from __future__ import annotations

from typing import Any

from datahub_guard.model.estate import Estate
from datahub_guard.model.facts import Facts
from datahub_guard.model.paths import Path
from datahub_guard.model.references import Reference
from datahub_guard.model.resource import UNSET, Resource
from datahub_guard.model.values import Unknown, Value

UNITY_CATALOG_SID = "UnityCatalogAssumeRole"
SELF_SID = "ExplicitSelfRoleAssumption"


def written_by_databricks(value: Unknown, resource: Resource, estate: Estate) -> dict[str, Any] | None:
    """The policy behind `data.databricks_aws_*.NAME.json`, or None when `value` is something else."""
    for text in value.references:
        reference = Reference(text)
        make = _MAKERS.get(reference.type)
        if make is None or reference.mode != "data":
            continue
        source = estate.resolve(reference, resource.stack)
        if source is not None:
            return {"Version": "2012-10-17", "Statement": make(source, estate.facts)}
    return None


def argument_of(number: int, rest: Path) -> str:
    """The argument that a part of the policy comes from: `rest` leads from the statement of that number to it."""
    if "Condition" in rest:
        return "role_name" if rest[-1] == "aws:PrincipalArn" else "external_id"
    if "Principal" in rest:
        return "unity_catalog_iam_arn" if number == 0 else "aws_account_id"
    return ""


def _control_plane(facts: Facts) -> str:
    return f"arn:aws:iam::{facts.estate.accounts[facts.rules.trust.databricks_account].id}:root"


def _argument(source: Resource, name: str) -> Value:
    value = source.peek(name)
    return None if value is UNSET else value


def _text(*parts: Value) -> Value:
    """Parts joined to a text, which has holes where one of them is not known."""
    if all(isinstance(part, str) for part in parts):
        return "".join(parts)
    references = tuple(r for part in parts if type(part) is Unknown for r in part.references)
    return Unknown(references, ("template", list(parts)), "string")


def _trust(source: Resource, facts: Facts) -> list[dict[str, Any]]:
    root = _control_plane(facts)
    principal = facts.rules.trust.log_delivery_role if _argument(source, "for_log_delivery") else root
    return [
        {
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": {"AWS": principal},
            "Condition": {"StringEquals": {"sts:ExternalId": _argument(source, "external_id")}},
        }
    ]


def _unity_catalog_trust(source: Resource, facts: Facts) -> list[dict[str, Any]]:
    account, role = _argument(source, "aws_account_id"), _argument(source, "role_name")
    external = {"sts:ExternalId": _argument(source, "external_id")}
    return [
        {
            "Sid": UNITY_CATALOG_SID,
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": {"AWS": _argument(source, "unity_catalog_iam_arn") or facts.rules.trust.unity_catalog_role},
            "Condition": {"StringEquals": external},
        },
        {
            "Sid": SELF_SID,
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": {"AWS": _text("arn:aws:iam::", account, ":root")},
            "Condition": {
                "StringEquals": external,
                "ArnLike": {"aws:PrincipalArn": _text("arn:aws:iam::", account, ":role/", role)},
            },
        },
    ]


def _unity_catalog_access(source: Resource, facts: Facts) -> list[dict[str, Any]]:
    bucket, key = _argument(source, "bucket_name"), _argument(source, "kms_name")
    account, role = _argument(source, "aws_account_id"), _argument(source, "role_name")
    statements = [
        {
            "Effect": "Allow",
            "Action": ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:ListBucket", "s3:GetBucketLocation"],
            "Resource": [_text("arn:aws:s3:::", bucket, "/*"), _text("arn:aws:s3:::", bucket)],
        },
        {
            "Effect": "Allow",
            "Action": ["sts:AssumeRole"],
            "Resource": [_text("arn:aws:iam::", account, ":role/", role)],
        },
    ]
    if key is not None:
        statements.append(
            {"Effect": "Allow", "Action": ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey*"], "Resource": [key]}
        )
    return statements


def _cross_account_access(source: Resource, facts: Facts) -> list[dict[str, Any]]:
    """What launches clusters: EC2 calls on any resource, whose narrowing is a question of `policy_type`."""
    return [
        {
            "Effect": "Allow",
            "Action": ["ec2:CreateTags", "ec2:DescribeInstances", "ec2:RunInstances", "ec2:TerminateInstances"],
            "Resource": "*",
        }
    ]


def _bucket_access(source: Resource, facts: Facts) -> list[dict[str, Any]]:
    bucket = _argument(source, "bucket")
    return [
        {
            "Effect": "Allow",
            "Principal": {"AWS": _control_plane(facts)},
            "Action": ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:ListBucket", "s3:GetBucketLocation"],
            "Resource": [_text("arn:aws:s3:::", bucket, "/*"), _text("arn:aws:s3:::", bucket)],
        }
    ]


_MAKERS = {
    "databricks_aws_assume_role_policy": _trust,
    "databricks_aws_bucket_policy": _bucket_access,
    "databricks_aws_crossaccount_policy": _cross_account_access,
    "databricks_aws_unity_catalog_assume_role_policy": _unity_catalog_trust,
    "databricks_aws_unity_catalog_policy": _unity_catalog_access,
}
