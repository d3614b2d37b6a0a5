"""What IAM policies grant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from datahub_guard.analysis.policies import Statement, policy_at, skeleton
from datahub_guard.analysis.roles import identity_policies
from datahub_guard.model.estate import Estate
from datahub_guard.model.resource import Resource
from datahub_guard.model.severity import Severity
from datahub_guard.rules.contract import Answer, Context, Hit, rule

DOCUMENT = "aws_iam_policy_document"
HOLDERS = ("aws_iam_policy", "aws_iam_role_policy", "aws_iam_role", "aws_iam_group_policy", "aws_iam_user_policy")
SUBJECTS = (*HOLDERS, f"data.{DOCUMENT}")
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
# Every resource of a service: all of the ARN that could narrow it is a wildcard.
EVERYTHING = re.compile(r"\*+|arn:[^:]*:[^:]*:[^:]*:[^:]*:\*(/\*)?|arn:[^:]*:[^:]*:\*?:\*:[\w-]+[/:]\*")


def grants(resource: Resource, ctx: Context) -> Iterator[Statement]:
    """The statements of a resource's identity policies that allow something.

    A policy document is judged where it is used. One that nothing here uses (an output, another tool's input) is
    judged itself, unless it names principals: then it is no identity's policy.
    """
    if resource.type == DOCUMENT:
        policy = None if _is_used(resource, ctx) else policy_at(resource, "json", ctx.estate)
        policies = [policy] if policy is not None else []
    else:
        policies = list(identity_policies(resource, ctx.estate))
    for policy in policies:
        for statement in policy.statements:
            if statement.allows and (resource.type != DOCUMENT or _PRINCIPALS.isdisjoint(statement.body)):
                yield statement


def _is_used(document: Resource, ctx: Context) -> bool:
    used: set[tuple[str, str]] = ctx.once("used policy documents", _used_documents)
    return (document.stack.name, document.address) in used


def _used_documents(estate: Estate) -> set[tuple[str, str]]:
    """Stack and address of the policy documents that a policy here, or another document, is made of."""
    found = set()
    for stack in estate.present:
        if not stack.data(DOCUMENT):
            continue
        uses = [(document, path) for document in stack.data(DOCUMENT) for path in _OTHER_DOCUMENTS]
        uses += [(resource, path) for resource in stack.resources for path in _POLICIES if resource.mode == "managed"]
        for user, path in uses:
            if user.is_set(path):
                found |= {(stack.name, r.address) for r in user.references(path) if r.type == DOCUMENT}
    return found


_PRINCIPALS = frozenset({"Principal", "NotPrincipal"})
_OTHER_DOCUMENTS = ("source_policy_documents", "override_policy_documents")
_POLICIES = ("policy", "inline_policy", "assume_role_policy", "access_policy")


@rule(
    id="IAM-001",
    title="No identity policy grants all actions of a service",
    severity=Severity.CRITICAL,
    applies_to=SUBJECTS,
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
    for statement in grants(resource, ctx):
        for action in statement.actions:
            service, _, name = action.partition(":")
            if name.strip("*") == "" and (service in services or service.strip("*") == ""):
                yield Hit(
                    resource,
                    f"the policy grants every action of {service if service.strip('*') else 'every service'}: {action}",
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
    applies_to=SUBJECTS,
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
    for statement in grants(resource, ctx):
        everything = [text for text in map(skeleton, statement.resources) if text and EVERYTHING.fullmatch(text)]
        if not everything and "NotResource" not in statement.body:
            continue
        element = "Resource" if everything else "NotResource"
        broad = [a for a in statement.actions if _needs_resource(a, facts.scoped_services, facts.unscoped_actions)]
        if broad:
            yield Hit(
                resource,
                f"{', '.join(broad)} on {everything[0] if everything else 'everything but a few resources'}".replace(
                    "\0", "…"
                ),
                statement.at(element),
                expected="the ARNs of the resources that are needed",
                tag=f"{statement.sid} {' '.join(sorted(broad))}".strip(),
            )


def _needs_resource(action: str, services: tuple[str, ...], unscoped: tuple[str, ...]) -> bool:
    service = action.partition(":")[0]
    if service not in services and action.strip("*"):
        return False
    return not any(fnmatchcase(action, pattern.lower()) for pattern in unscoped)
