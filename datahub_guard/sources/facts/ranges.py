"""Address ranges in facts: networks lie apart, subnets inside what was allocated and of their tier's size."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from datahub_guard.model.estate_facts import Allocation, EstateFacts

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network
Path: TypeAlias = tuple[str | int, ...]
Fault: TypeAlias = tuple[Path, str]


def range_faults(estate: EstateFacts) -> Iterator[Fault]:
    """What is wrong with the networks and their allocations, as (path of keys, message)."""
    networks = [(("estate", "networks", name, "cidr"), network.cidr) for name, network in estate.networks.items()]
    yield from _overlaps(networks)
    for name, tier in estate.tiers.items():
        if tier.zones > len(estate.zones):
            yield ("estate", "tiers", name, "zones"), f"there are only {len(estate.zones)} zones in `estate.zones`"
    for name, network in estate.networks.items():
        if network.allocation is not None:
            yield from _allocation(estate, ("estate", "networks", name, "allocation"), network.cidr, network.allocation)


def _allocation(estate: EstateFacts, path: Path, cidr: str, allocation: Allocation) -> Iterator[Fault]:
    whole = ipaddress.ip_network(cidr)
    first, last = ipaddress.ip_address(allocation.first), ipaddress.ip_address(allocation.last)
    for key, address in (("first", first), ("last", last)):
        if address not in whole:
            yield (*path, key), f"{address} is outside of the network {cidr}"
    if first.version != last.version or int(first) > int(last):
        yield (*path, "last"), f"{last} does not come after {first}"
        return
    uses: list[tuple[Path, str]] = []
    for i, slot in enumerate(allocation.slots):
        yield from _tiers(estate, (*path, "slots", i, "subnets"), slot.subnets, uses)
    for name, application in allocation.applications.items():
        yield from _tiers(estate, (*path, "applications", name, "subnets"), application.subnets, uses)
    uses.extend(((*path, "spare", i), spare) for i, spare in enumerate(allocation.spare))
    for where, text in uses:
        subnet = ipaddress.ip_network(text)
        if subnet.version != first.version or not (int(first) <= int(subnet[0]) and int(subnet[-1]) <= int(last)):
            yield where, f"{text} is outside of the allocation {first} to {last}"
    yield from _overlaps(uses)


def _tiers(
    estate: EstateFacts, path: Path, subnets: Mapping[str, tuple[str, ...]], uses: list[tuple[Path, str]]
) -> Iterator[Fault]:
    for tier, ranges in subnets.items():
        facts = estate.tiers.get(tier)
        if facts is None:
            yield (*path, tier), f"there is no tier `{tier}`; there are {', '.join(estate.tiers)}"
            continue
        if len(ranges) != facts.zones:
            yield (*path, tier), f"expected {facts.zones} subnets, one a zone, found {len(ranges)}"
        for i, text in enumerate(ranges):
            uses.append(((*path, tier, i), text))
            if not text.endswith(f"/{facts.prefix_length}"):
                yield (*path, tier, i), f"{text}: the tier `{tier}` has subnets of prefix length {facts.prefix_length}"


def _overlaps(ranges: Iterable[tuple[Path, str]]) -> Iterator[Fault]:
    """Neighbours in the order of addresses are enough: a range that overlaps any other overlaps one that it follows."""
    ordered: list[tuple[int, int, int, Path, str]] = []
    for path, text in ranges:
        network: Network = ipaddress.ip_network(text)
        ordered.append((network.version, int(network[0]), int(network[-1]), path, text))
    ordered.sort(key=lambda entry: entry[:3])
    widest: tuple[int, int, int, Path, str] | None = None
    for entry in ordered:
        if widest is not None and widest[0] == entry[0] and entry[1] <= widest[2]:
            yield entry[3], f"{entry[4]} overlaps {widest[4]}"
        if widest is None or widest[0] != entry[0] or entry[2] > widest[2]:
            widest = entry
