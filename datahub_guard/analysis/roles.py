"""IAM roles together with what belongs to them: the account that they are in, and the policies attached to them."""

from __future__ import annotations

from collections.abc import Iterator

from datahub_guard.analysis.policies import ACCOUNT, Policy, known_start, policy_at
from datahub_guard.model.estate import Estate
from datahub_guard.model.paths import Path
from datahub_guard.model.resource import Resource
from datahub_guard.model.values import Unknown

IDENTITY_POLICIES = ("aws_iam_policy", "aws_iam_role_policy", "aws_iam_group_policy", "aws_iam_user_policy")


def account_of(resource: Resource) -> str | None:
    """The AWS account that a resource is created in, or None when neither the facts nor its provider tell.

    A provider with an alias is another way in: the account is the one of the role that it assumes, or the only one
    that it allows. The stack's own account comes from the facts, never from a plan; where they do not know the stack,
    its provider tells as well.
    """
    _, _, alias = resource.provider.partition(".")
    placement = resource.stack.placement
    if not alias and placement is not None and placement.account is not None:
        return placement.account
    for provider in resource.stack.providers:
        if provider.name == resource.provider:
            return _provider_account(provider.resource)
    return None


def _provider_account(provider: Resource) -> str | None:
    for block in provider.blocks("assume_role"):
        match = ACCOUNT.match(known_start(block.get("role_arn")))
        if match:
            return match[1]
    allowed = provider.peek("allowed_account_ids")
    if isinstance(allowed, list) and len(allowed) == 1 and isinstance(allowed[0], str):
        return allowed[0]
    return None


def trust_policy(role: Resource, estate: Estate) -> Policy | None:
    """The policy that says who may assume the role."""
    return policy_at(role, "assume_role_policy", estate)


def identity_policies(resource: Resource, estate: Estate) -> Iterator[Policy]:
    """The identity policies that a resource itself carries."""
    if resource.type in IDENTITY_POLICIES:
        policy = policy_at(resource, "policy", estate)
        if policy is not None:
            yield policy
    elif resource.type == "aws_iam_role" and "inline_policy" in resource.names():
        # a plan alone does not tell roles without inline policies from ones that a dynamic block may give some
        for block in resource.blocks("inline_policy"):
            policy = policy_at(resource, block.at("policy"), estate)
            if policy is not None:
                yield policy


def attached_policies(role: Resource, estate: Estate) -> Iterator[Policy]:
    """All identity policies of a role that the estate shows: inline, of their own, and attached by ARN or name."""
    yield from identity_policies(role, estate)
    for policy in role.stack.of_type("aws_iam_role_policy"):
        if names(policy, ("role",), role):
            yield from identity_policies(policy, estate)
    for holder, path in _attachments(role):
        attached = _managed_policy(holder, path, estate)
        if attached is not None:
            yield from identity_policies(attached, estate)


def unseen_policies(role: Resource, estate: Estate) -> Iterator[tuple[Resource, Path]]:
    """Where a policy is attached that the estate does not show, or where it is not known to which role one is.

    Policies of AWS itself are known and never unseen.
    """
    for holder, path in _attachments(role):
        arn = holder.peek(path)
        if isinstance(arn, str) and arn.startswith("arn:aws:iam::aws:"):
            continue
        if _managed_policy(holder, path, estate) is None:
            yield holder, path
    for type_, argument in _BY_ROLE.items():
        for attachment in role.stack.of_type(type_):
            if type(attachment.peek(argument)) is Unknown and not _of_known_roles(attachment, (argument,)):
                yield attachment, (argument,)


_BY_ROLE = {
    "aws_iam_policy_attachment": "roles",
    "aws_iam_role_policy": "role",
    "aws_iam_role_policy_attachment": "role",
    "aws_iam_role_policy_attachments_exclusive": "role_name",
}
"""What gives a policy to a role, and the argument that says to which."""


def _attachments(role: Resource) -> Iterator[tuple[Resource, Path]]:
    """Where ARNs of managed policies are attached to the role: the resource that does it, and the path of the ARN."""
    yield from _each(role, "managed_policy_arns")
    for attachment in role.stack.of_type("aws_iam_role_policy_attachment"):
        if names(attachment, ("role",), role):
            yield attachment, ("policy_arn",)
    for attachment in role.stack.of_type("aws_iam_role_policy_attachments_exclusive"):
        if names(attachment, ("role_name",), role):
            yield from _each(attachment, "policy_arns")
    for attachment in role.stack.of_type("aws_iam_policy_attachment"):
        if any(names(attachment, path, role) for _, path in _each(attachment, "roles")):
            yield attachment, ("policy_arn",)


def _each(resource: Resource, argument: str) -> Iterator[tuple[Resource, Path]]:
    """The path of each item of a list, or of the list where its length is not known."""
    value = resource.peek(argument)
    if isinstance(value, list):
        for i in range(len(value)):
            yield resource, (argument, i)
    elif type(value) is Unknown:
        yield resource, (argument,)


def _managed_policy(holder: Resource, path: Path, estate: Estate) -> Resource | None:
    """The policy whose ARN stands at `path`, when the estate has it."""
    for reference in holder.references(path):
        if reference.type == "aws_iam_policy" and reference.mode == "managed":
            return estate.resolve(reference, holder.stack)
    arn = holder.peek(path)
    if isinstance(arn, str):
        name = arn.rpartition("/")[2]
        return next((p for p in holder.stack.of_type("aws_iam_policy") if p.peek("name") == name), None)
    return None


def _of_known_roles(resource: Resource, path: Path) -> bool:
    """Whether the argument names roles of the estate by reference: then it is known to whom the policy is given."""
    return any(reference.type == "aws_iam_role" for reference in resource.references(path))


def names(resource: Resource, path: Path, target: Resource) -> bool:
    """Whether the argument at `path` names `target`, by reference or by the target's name."""
    value = resource.peek(path)
    if isinstance(value, str) and value == target.peek("name"):
        return True
    return any(r.address == target.address and not r.stack for r in resource.references(path))
