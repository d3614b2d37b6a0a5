"""What IAM policies grant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from datahub_guard.analysis.policies import Policy, Statement
from datahub_guard.analysis.roles import identity_policies
from datahub_guard.model.resource import Resource
from datahub_guard.model.severity import Severity
from datahub_guard.rules.contract import Answer, Context, Hit, rule

HOLDERS = ("aws_iam_policy", "aws_iam_role_policy", "aws_iam_role", "aws_iam_group_policy", "aws_iam_user_policy")
READS = (
    "aws_iam_policy.policy",
    "aws_iam_role_policy.policy",
    "aws_iam_group_policy.policy",
    "aws_iam_user_policy.policy",
    "aws_iam_role.inline_policy",
)
LEAST_PRIVILEGE = (
    "[Least privilege](https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege)"
)
ACTIONS = (
    "[Service authorization reference]"
    "(https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html)"
)
# Every resource of a service: the ARN's last part is nothing but wildcards.
EVERYTHING = re.compile(r"\*+|arn:[^:]*:[^:]*:[^:]*:[^:]*:\*(/\*)?")


def grants(resource: Resource, ctx: Context) -> Iterator[tuple[Policy, Statement]]:
    """The statements of a resource's identity policies that allow something."""
    for policy in identity_policies(resource, ctx.estate):
        for statement in policy.statements:
            if statement.allows:
                yield policy, statement


@rule(
    id="IAM-001",
    title="No identity policy grants all actions of a service",
    severity=Severity.CRITICAL,
    applies_to=HOLDERS,
    reads=READS,
    remedy="""Name the actions that the workload calls:

        actions = ["s3:GetObject", "s3:PutObject"]
    """,
    references=(LEAST_PRIVILEGE,),
)
def wildcard_action(resource: Resource, ctx: Context) -> Iterator[Answer]:
    """Policies of the platform are least privilege. `s3:*` deletes buckets and rewrites their policies, `kms:*`
    schedules the deletion of keys, `iam:*` grants the rest; an `Allow` with `NotAction` grants everything that its
    author did not think of, and every action that AWS adds later.
    """
    services = ctx.facts.rules.permissions.no_wildcard_services
    for _, statement in grants(resource, ctx):
        for action in statement.actions:
            service, _, name = action.partition(":")
            if action.strip("*") == "" or (service in services and name.strip("*") == ""):
                yield Hit(
                    resource,
                    f"the policy grants every action of {service if name else 'every service'}: {action}",
                    statement.at("Action"),
                    expected="the actions that are needed",
                    tag=f"{statement.sid} {action}".strip(),
                )
        if "NotAction" in statement.body:
            yield Hit(
                resource,
                "the policy grants every action but a few",
                statement.at("NotAction"),
                expected="`Action` with the actions that are needed",
                tag=f"{statement.sid} NotAction".strip(),
            )


@rule(
    id="IAM-002",
    title="Permissions on data name the resources that they are for",
    severity=Severity.HIGH,
    applies_to=HOLDERS,
    reads=READS,
    remedy="""Name the resources:

        resources = [local.bucket_arn, "${local.bucket_arn}/*"]
    """,
    references=(LEAST_PRIVILEGE, ACTIONS),
)
def unscoped_permission(resource: Resource, ctx: Context) -> Iterator[Answer]:
    """IAM policies are scoped to buckets, keys, secrets. With `Resource: "*"` on a data action, one compromised cluster
    reads the data of every business unit. Actions that AWS allows on no particular resource are the exception; the
    facts list them (`permissions.unscoped_actions`).
    """
    facts = ctx.facts.rules.permissions
    for _, statement in grants(resource, ctx):
        everything = [r for r in statement.resources if isinstance(r, str) and EVERYTHING.fullmatch(r)]
        if not everything and "NotResource" not in statement.body:
            continue
        element = "Resource" if everything else "NotResource"
        broad = [a for a in statement.actions if _needs_resource(a, facts.scoped_services, facts.unscoped_actions)]
        if broad:
            yield Hit(
                resource,
                f"{', '.join(broad)} on {everything[0] if everything else 'everything but a few resources'}",
                statement.at(element),
                expected="the ARNs of the resources that are needed",
                tag=f"{statement.sid} {' '.join(sorted(broad))}".strip(),
            )


def _needs_resource(action: str, services: tuple[str, ...], unscoped: tuple[str, ...]) -> bool:
    service = action.partition(":")[0]
    if service not in services and action.strip("*"):
        return False
    return not any(fnmatchcase(action, pattern.lower()) for pattern in unscoped)
