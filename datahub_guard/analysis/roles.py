"""IAM roles together with what belongs to them: the account that they are in, and the policies attached to them."""

from __future__ import annotations

from collections.abc import Iterator

from datahub_guard.analysis.policies import ACCOUNT, Policy, known_start, policy_at
from datahub_guard.model.estate import Estate
from datahub_guard.model.paths import Path
from datahub_guard.model.resource import Resource
from datahub_guard.model.stack import Stack

IDENTITY_POLICIES = ("aws_iam_policy", "aws_iam_role_policy", "aws_iam_group_policy", "aws_iam_user_policy")


def account_of(resource: Resource) -> str | None:
    """The AWS account that a resource is created in, or None when neither the facts nor its provider tell.

    A provider with an alias is another way in: the account is the one of the role that it assumes, or the only one
    that it allows. The stack's own account comes from the facts, never from a plan.
    """
    _, _, alias = resource.provider.partition(".")
    if alias:
        for provider in resource.stack.providers:
            if provider.name == resource.provider:
                return _provider_account(provider.resource)
        return None
    placement = resource.stack.placement
    return placement.account if placement is not None else None


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
    elif resource.type == "aws_iam_role":
        for block in resource.blocks("inline_policy"):
            policy = policy_at(resource, block.at("policy"), estate)
            if policy is not None:
                yield policy


def attached_policies(role: Resource, estate: Estate) -> Iterator[Policy]:
    """All identity policies of a role that its stack shows: inline, of their own, and attached by reference or name."""
    yield from identity_policies(role, estate)
    stack = role.stack
    for policy in stack.of_type("aws_iam_role_policy"):
        if names(policy, ("role",), role):
            yield from identity_policies(policy, estate)
    for attachment in stack.of_type("aws_iam_role_policy_attachment"):
        if names(attachment, ("role",), role):
            yield from _attached(attachment, stack, estate)


def _attached(attachment: Resource, stack: Stack, estate: Estate) -> Iterator[Policy]:
    for reference in attachment.references("policy_arn"):
        if reference.type == "aws_iam_policy":
            policy = estate.resolve(reference, stack)
            if policy is not None:
                yield from identity_policies(policy, estate)


def names(resource: Resource, path: Path, target: Resource) -> bool:
    """Whether the argument at `path` names `target`, by reference or by the target's name."""
    value = resource.peek(path)
    if isinstance(value, str) and value == target.peek("name"):
        return True
    return any(r.address == target.address and not r.stack for r in resource.references(path))
