"""The ledger of subnets: every range of the estate, whose it is, and what it overlaps with."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network
from typing import NamedTuple

from datahub_guard.model.estate import Estate
from datahub_guard.model.estate_facts import Allocation, Network
from datahub_guard.model.facts import Facts
from datahub_guard.model.resource import Resource
from datahub_guard.model.values import Value


class Subnet(NamedTuple):
    """A subnet with a known range. `workspace`, `application` and `tier` are what its tags or its key say."""

    resource: Resource
    range: IPv4Network
    workspace: str | None
    application: str | None
    tier: str | None

    @property
    def for_datahub(self) -> bool:
        """Whether a workspace or an application of the platform has it."""
        return self.workspace is not None or self.application is not None


class Ledger:
    """All subnets of an estate; `unknown` are those whose range is not known."""

    def __init__(self, estate: Estate) -> None:
        self.facts = estate.facts
        self.subnets: list[Subnet] = []
        self.unknown: list[Resource] = []
        for stack in estate.stacks:
            for resource in stack.of_type("aws_subnet"):
                network = network_in(resource.peek("cidr_block"))
                if network is None:
                    self.unknown.append(resource)
                else:
                    self.subnets.append(_subnet(resource, network, estate.facts))

    def overlaps(self) -> Iterator[tuple[Subnet, Subnet]]:
        """Pairs of subnets that share addresses, each pair once; subnets of different VPCs that are known to differ
        take part too, because the platform's VPCs are routed to one another."""
        ordered = sorted(self.subnets, key=lambda s: (int(s.range.network_address), s.range.prefixlen))
        open_: list[Subnet] = []
        for subnet in ordered:
            open_ = [other for other in open_ if other.range.broadcast_address >= subnet.range.network_address]
            for other in open_:
                yield other, subnet
            open_.append(subnet)


def network_in(value: Value) -> IPv4Network | None:
    """The IPv4 network that a text names, or None."""
    if not isinstance(value, str):
        return None
    try:
        return IPv4Network(value, strict=False)
    except ValueError:
        return None


def network_of(subnet: IPv4Network, facts: Facts) -> tuple[str, Network] | None:
    """The platform's network that holds the range, by name."""
    for name, network in facts.estate.networks.items():
        whole = network_in(network.cidr)
        if whole is not None and subnet.subnet_of(whole):
            return name, network
    return None


def inside(range_: IPv4Network, allocation: Allocation) -> bool:
    """Whether the whole range lies in the platform's part of a network."""
    first, last = IPv4Address(allocation.first), IPv4Address(allocation.last)
    return first <= range_.network_address and range_.broadcast_address <= last


def touches(range_: IPv4Network, allocation: Allocation) -> bool:
    """Whether any address of the range lies in the platform's part of a network."""
    first, last = IPv4Address(allocation.first), IPv4Address(allocation.last)
    return range_.network_address <= last and first <= range_.broadcast_address


def _subnet(resource: Resource, network: IPv4Network, facts: Facts) -> Subnet:
    tags = facts.rules.tags
    workspace, application, tier = (_tag(resource, key) for key in (tags.workspace, tags.application, tags.tier))
    words = f"/{resource.key}/{resource.module}/{resource.name}/{_tag(resource, 'Name')}/"
    if workspace is None:
        names = sorted((w.name for w in facts.workspaces), key=len, reverse=True)
        workspace = next((name for name in names if _has_word(words, name)), None)
    if application is None and workspace is None:
        applications = {a for n in facts.estate.networks.values() if n.allocation for a in n.allocation.applications}
        application = next((name for name in sorted(applications) if _has_word(words, name)), None)
    if tier is None:
        tier = next((name for name in facts.estate.tiers if _has_word(words, name)), None)
    return Subnet(resource, network, workspace, application, tier)


def _tag(resource: Resource, key: str) -> str | None:
    value = resource.peek(("tags", key))
    return value if isinstance(value, str) else None


def _has_word(text: str, word: str) -> bool:
    """Whether `word` stands in `text` between anything but letters and digits."""
    at = text.find(word)
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(word) : at + len(word) + 1]
        if not before.isalnum() and not after.isalnum():
            return True
        at = text.find(word, at + 1)
    return False
