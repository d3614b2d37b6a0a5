"""The ledger of subnets: every subnet of the estate, its range, whose it is, and what it overlaps with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from datahub_guard.model.estate import Estate
from datahub_guard.model.facts import Facts
from datahub_guard.model.resource import Resource
from datahub_guard.model.values import Value


class Range(NamedTuple):
    """An IPv4 network: its first and last address as numbers, the length of its prefix, and how it is written."""

    first: int
    last: int
    prefix_length: int
    text: str

    def __str__(self) -> str:
        return self.text

    def inside(self, other: tuple[int, int]) -> bool:
        """Whether all of it lies between two addresses."""
        return other[0] <= self.first and self.last <= other[1]


class Subnet(NamedTuple):
    """A subnet. `range` is None where it is not known; `workspace`, `application` and `tier` are what its tags, or the
    words of its address and its name, say.
    """

    resource: Resource
    range: Range | None
    workspace: str | None
    application: str | None
    tier: str | None

    @property
    def owner(self) -> str | None:
        """The workspace or application of the platform that has it."""
        return self.workspace or self.application


class Ledger:
    """All subnets of an estate, in the order of stacks and files.

    `allocations` are the platform's parts of networks, by network, as first and last address.
    """

    def __init__(self, estate: Estate) -> None:
        self.facts = estate.facts
        self._environments = {workspace.name: workspace.environment for workspace in estate.facts.workspaces}
        networks = estate.facts.estate.networks
        self.allocations = {
            name: (_number(network.allocation.first), _number(network.allocation.last))
            for name, network in networks.items()
            if network.allocation is not None
        }
        self._reader = _Reader(estate.facts)
        self.subnets = [
            self._reader.subnet(resource) for stack in estate.stacks for resource in stack.of_type("aws_subnet")
        ]
        self._by_address = {(s.resource.stack.name, s.resource.address): s for s in self.subnets}

    def of(self, resource: Resource) -> Subnet | None:
        """The entry of a subnet."""
        return self._by_address.get((resource.stack.name, resource.address))

    def is_platforms(self, subnet: Subnet) -> bool:
        """Whether it is one of the platform's: its stack has a place and it has an owner, or its first address lies in
        an allocation."""
        if subnet.owner is not None and subnet.resource.stack.placement is not None:
            return True
        at = subnet.range.first if subnet.range is not None else -1
        return any(first <= at <= last for first, last in self.allocations.values())

    def environment_of(self, subnet: Subnet) -> str | None:
        """The environment of its workspace, else of its stack."""
        if subnet.workspace in self._environments:
            return self._environments[subnet.workspace]
        placement = subnet.resource.stack.placement
        return placement.environment if placement is not None else None

    def overlaps(self) -> Iterator[tuple[Subnet, Subnet]]:
        """Pairs that share addresses, each once, where one at least is the platform's. Those of different VPCs take
        part too, because the VPCs are routed to one another."""
        known = sorted(((s.range.first, s.range.prefix_length, i) for i, s in enumerate(self.subnets) if s.range))
        open_: list[Subnet] = []
        for first, _, i in known:
            subnet = self.subnets[i]
            open_ = [other for other in open_ if other.range is not None and other.range.last >= first]
            for other in open_:
                if self.is_platforms(other) or self.is_platforms(subnet):
                    yield other, subnet
            open_.append(subnet)


class _Reader:
    """Reads subnets, each range and the names of workspaces and applications once."""

    def __init__(self, facts: Facts) -> None:
        self._tags = facts.rules.tags
        self._ranges: dict[str, Range | None] = {}
        self._workspaces = sorted((w.name for w in facts.workspaces), key=len, reverse=True)
        allocations = [n.allocation for n in facts.estate.networks.values() if n.allocation is not None]
        applications = [item for allocation in allocations for item in allocation.applications.items()]
        self._applications = {repository: name for name, own in applications for repository in own.repositories}
        self._applications |= {name: name for name, _ in applications}
        # `app` is a word of many names, whatever the tier
        tiers = sorted(facts.estate.tiers.items(), key=lambda item: item[1].purpose == "application")
        self._tiers = {tier.purpose: name for name, tier in reversed(tiers)}
        self._tiers = {name.lower(): name for name, _ in tiers} | self._tiers

    def subnet(self, resource: Resource) -> Subnet:
        range_ = self._range(resource.peek("cidr_block"))
        words = f"{resource.address}/{_tag(resource, 'Name') or ''}"
        workspace = _tag(resource, self._tags.workspace) or word_in(words, self._workspaces)
        application = None
        if workspace is None:
            # a tag that is no application of the platform's is another team's
            named = _tag(resource, self._tags.application) or word_in(words, self._applications)
            application = self._applications.get(named or "")
        tier = _tag(resource, self._tags.tier) or word_in(words, self._tiers)
        return Subnet(resource, range_, workspace, application, self._tiers.get((tier or "").lower()))

    def _range(self, value: Value) -> Range | None:
        if not isinstance(value, str):
            return None
        if value not in self._ranges:
            self._ranges[value] = range_in(value)
        return self._ranges[value]


def range_in(text: str) -> Range | None:
    """The IPv4 network that a text names, or None."""
    from ipaddress import IPv4Network

    try:
        network = IPv4Network(text, strict=False)
    except ValueError:
        return None
    return Range(int(network.network_address), int(network.broadcast_address), network.prefixlen, str(network))


def _number(address: str) -> int:
    from ipaddress import IPv4Address

    return int(IPv4Address(address))


def _tag(resource: Resource, key: str) -> str | None:
    value = resource.peek(("tags", key))
    return value if isinstance(value, str) else None


def word_in(text: str, words: Iterable[str]) -> str | None:
    """The first of `words` that stands in `text` between anything but letters and digits; `_` there is like `-`."""
    text = text.replace("_", "-")
    return next((word for word in words if _has_word(text, word)), None)


def _has_word(text: str, word: str) -> bool:
    at = text.find(word)
    while at >= 0:
        before, after = text[max(at - 1, 0) : at], text[at + len(word) : at + len(word) + 1]
        if not before.isalnum() and not after.isalnum():
            return True
        at = text.find(word, at + 1)
    return False
