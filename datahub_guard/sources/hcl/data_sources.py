"""Data sources whose results follow from the configuration alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from datahub_guard.model.resource import UNSET, Unset
from datahub_guard.model.values import Value
from datahub_guard.sources.hcl.policy_document import PolicyDocument

if TYPE_CHECKING:
    from datahub_guard.sources.hcl.instances import ResourceInstance

Compute: TypeAlias = "Callable[[ResourceInstance, str], Value | Unset]"

_REGION_NAMES = ("name", "region", "id")
_PARTITIONS = {"cn-": ("aws-cn", "amazonaws.com.cn"), "us-gov-": ("aws-us-gov", "amazonaws.com")}


def _policy_document(instance: ResourceInstance, name: str) -> Value | Unset:
    """`json` and `minified_json` of `aws_iam_policy_document`."""
    if name not in ("json", "minified_json"):
        return UNSET
    arguments = {key: instance.read(key) for key in instance.names()}
    return PolicyDocument(arguments).text(2 if name == "json" else None)


def _remote_state(instance: ResourceInstance, name: str) -> Value | Unset:
    """`outputs` of `terraform_remote_state`."""
    if name != "outputs":
        return UNSET
    from datahub_guard.sources.hcl.remote_state import RemoteOutputs

    return RemoteOutputs(instance)


def _caller_identity(instance: ResourceInstance, name: str) -> Value | Unset:
    """`account_id` of `aws_caller_identity`: the account that the facts place the stack in."""
    if name not in ("account_id", "id"):
        return UNSET
    context = instance.node.module.context
    provider = _provider(instance)
    if context.account is None or "." in instance.provider or (provider and "assume_role" in provider.names()):
        return UNSET
    return context.account


def _region(instance: ResourceInstance, name: str) -> Value | Unset:
    """The region of `aws_region`: what the provider's configuration says."""
    return _configured_region(instance) if name in _REGION_NAMES else UNSET


def _partition(instance: ResourceInstance, name: str) -> Value | Unset:
    """`aws_partition` follows from the region."""
    region = _configured_region(instance)
    if not isinstance(region, str):
        return UNSET
    partition, suffix = next((v for k, v in _PARTITIONS.items() if region.startswith(k)), ("aws", "amazonaws.com"))
    values = {"partition": partition, "id": partition, "dns_suffix": suffix}
    return values.get(name, UNSET)


def _configured_region(instance: ResourceInstance) -> Value | Unset:
    own = instance.read("region") if "region" in instance.names() else UNSET
    if isinstance(own, str):
        return own
    provider = _provider(instance)
    if provider is None:
        return UNSET
    region = provider.read("region")
    return region if isinstance(region, str) else UNSET


def _provider(instance: ResourceInstance) -> ResourceInstance | None:
    """The configuration of the instance's provider in the root module, where it is there."""
    root = instance.node.module.context.root
    return root.provider_configuration(instance.provider) if root is not None else None


COMPUTED: dict[str, Compute] = {
    "aws_caller_identity": _caller_identity,
    "aws_iam_policy_document": _policy_document,
    "aws_partition": _partition,
    "aws_region": _region,
    "terraform_remote_state": _remote_state,
}
"""By type: what computes an attribute of an instance, or says `UNSET` where it does not."""
