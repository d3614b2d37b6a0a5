"""Where the id of a VPC, a subnet or an endpoint comes from: the network's own stack, a lookup, a literal."""

from __future__ import annotations

from enum import Enum, auto
from typing import NamedTuple

from datahub_guard.analysis.elements import Element
from datahub_guard.model.estate import Estate
from datahub_guard.model.references import Reference
from datahub_guard.model.stack import Stack
from datahub_guard.model.values import Unknown

_MADE_BY_OWNERS = frozenset({"aws_default_subnet", "aws_default_vpc", "aws_subnet", "aws_vpc", "aws_vpc_endpoint"})


class Kind(Enum):
    """What a source is."""

    NETWORK = auto()
    """An output of the network's stack, directly or through other resources and stacks."""
    LOOKUP = auto()
    """A data source that asks AWS."""
    MADE_HERE = auto()
    """A VPC construct of a stack that owns no network."""
    LITERAL = auto()
    """Written in the configuration or in a variable's value."""
    UNKNOWN = auto()
    """It cannot be told."""


class Source(NamedTuple):
    """Where something comes from; `address` of the resource that it is looked up with, or made by."""

    kind: Kind
    address: str = ""


class NetworkSources:
    """Answers for one estate."""

    def __init__(self, estate: Estate) -> None:
        self._estate = estate

    def of(self, element: Element, stack: Stack) -> Source:
        """The source of what an argument in `stack` is given; the network's where there are several."""
        waiting = [(reference, stack) for reference in element.references]
        seen: set[str] = set()
        found: list[Source] = []
        while waiting:
            reference, at = waiting.pop()
            source = self._told(reference, at)
            if source is not None and source.kind is Kind.NETWORK:
                return source
            if source is not None:
                found.append(source)
            for target in self._estate.resolve_all(reference, at):
                # an argument of another resource is taken over from there; what a provider computes is not
                if not reference.path or not target.is_set((reference.path[0],)):
                    continue
                step = f"{target.stack.name}:{target.address}.{reference.path[0]}"
                if step not in seen:
                    seen.add(step)
                    further = target.references(reference.path)
                    waiting += [(one, target.stack) for one in further]
                    if isinstance(target.peek(reference.path), str) and not any(map(_is_open, further)):
                        found.append(Source(Kind.LITERAL))
        if found:
            return min(found, key=lambda source: source.kind.value)
        if type(element.value) is Unknown or any(_is_open(reference) for reference in element.references):
            return Source(Kind.UNKNOWN)
        return Source(Kind.LITERAL)

    def _told(self, reference: Reference, stack: Stack) -> Source | None:
        owner = self._estate.stack(reference.stack) if reference.stack else stack
        if owner is not None and _is_network(owner):
            return Source(Kind.NETWORK)
        if reference.type == "terraform_remote_state":
            return Source(Kind.NETWORK) if self._reads_network(reference, stack) else None
        if reference.mode == "data" and reference.type.startswith("aws_"):
            return Source(Kind.LOOKUP, reference.address)
        if reference.type in _MADE_BY_OWNERS:
            return Source(Kind.MADE_HERE, reference.address)
        return None

    def _reads_network(self, reference: Reference, stack: Stack) -> bool:
        remote = next((r for r in stack.remote_states if r.resource.address == reference.address), None)
        if remote is None:
            return False
        if not isinstance(remote.address, str):
            return True  # whose state it is cannot be told, and ORDER-001 speaks of that
        owner = self._estate.facts.state_owner(remote.address)
        return owner is not None and owner.role == "network"


def _is_network(stack: Stack) -> bool:
    return stack.placement is not None and stack.placement.role == "network"


def _is_open(reference: Reference) -> bool:
    """Whether more could be behind it: a resource, or, in a plan alone, a local; a variable's value is a literal."""
    return reference.type != "var"
