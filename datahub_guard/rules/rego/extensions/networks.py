"""`net.cidr_intersects`, `net.cidr_contains_matches`, `net.cidr_merge`, on addresses as Go's `net` reads them.

Go masks host bits, takes an IPv4 address that is mapped into IPv6 for IPv4, and knows no zones and no netmasks.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterator
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Any, TypeAlias

from datahub_guard.rules.rego.extensions.operands import BuiltinError, mismatch, text

Network: TypeAlias = IPv4Network | IPv6Network
Address: TypeAlias = IPv4Address | IPv6Address

MAPPED_BITS = 96
ELEMENT = "element must be string or non-empty array"


@lru_cache(maxsize=4096)
def _address(value: str) -> Address | None:
    if "%" in value:
        return None
    try:
        address = ipaddress.ip_address(value)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


@lru_cache(maxsize=4096)
def _network(value: str) -> Network | None:
    address, _, prefix = value.partition("/")
    if "%" in address or not (prefix.isascii() and prefix.isdigit()):
        return None
    try:
        network = ipaddress.ip_network((address, int(prefix)), strict=False)
    except ValueError:
        return None
    mapped = getattr(network.network_address, "ipv4_mapped", None)
    if mapped is not None and network.prefixlen >= MAPPED_BITS:
        return IPv4Network((mapped, network.prefixlen - MAPPED_BITS))
    return network


def _required(function: str, position: int, value: Any) -> Network:
    network = _network(text(function, position, value))
    if network is None:
        raise BuiltinError(f"{function}: invalid CIDR address: {value}")
    return network


def _within(outer: Network, inner: Network) -> bool:
    if isinstance(outer, IPv4Network):
        return isinstance(inner, IPv4Network) and inner.subnet_of(outer)
    return isinstance(inner, IPv6Network) and inner.subnet_of(outer)


def intersects(cidr1: Any, cidr2: Any) -> bool:
    """Whether two networks have an address in common."""
    function = "net.cidr_intersects"
    first, second = _required(function, 1, cidr1), _required(function, 2, cidr2)
    return first.version == second.version and first.overlaps(second)


def contains_matches(cidrs: Any, cidrs_or_ips: Any) -> set[tuple[Any, Any]]:
    """The pairs of keys (index, key, or the element of a set) whose first network contains the second."""
    function = "net.cidr_contains_matches"
    outers, inners = list(_keyed(cidrs, 1)), list(_keyed(cidrs_or_ips, 2))
    if not outers or not inners:
        return set()
    left = [(key, _required(function, 1, value)) for key, value in outers]
    right: list[tuple[Any, Network]] = []
    for key, value in inners:
        address = _address(value)
        network = ipaddress.ip_network(address) if address is not None else _network(value)
        if network is None:
            raise BuiltinError(f"{function}: not a valid textual representation of an IP address or CIDR: {value}")
        right.append((key, network))
    return {(a, b) for a, outer in left for b, inner in right if _within(outer, inner)}


def _keyed(operand: Any, position: int) -> Iterator[tuple[Any, str]]:
    if isinstance(operand, str):
        items: list[tuple[Any, Any]] = [(operand, operand)]
    elif isinstance(operand, (list, tuple)):
        items = list(enumerate(operand))
    elif isinstance(operand, (set, frozenset)):
        items = [(item, item) for item in operand]
    elif isinstance(operand, dict):
        items = list(operand.items())
    else:
        raise mismatch("net.cidr_contains_matches", position, "one of {string, array, set, object}", operand)
    for key, value in items:
        if isinstance(value, (list, tuple)) and value:
            value = value[0]
        if not isinstance(value, str):
            raise BuiltinError(f"net.cidr_contains_matches: operand {position}: {ELEMENT}")
        yield key, value


def merge(addrs: Any) -> set[str]:
    """The smallest set of networks that covers the given networks and addresses."""
    function = "net.cidr_merge"
    if not isinstance(addrs, (list, tuple, set, frozenset)):
        raise BuiltinError(f"{function}: operand must be an array")
    networks: list[Network] = []
    bare: dict[Network, str] = {}
    for item in addrs:
        if not isinstance(item, str):
            raise BuiltinError(f"{function}: element must be string")
        network, name = _mergeable(item)
        networks.append(network)
        if name:
            bare[network] = name
    v4 = [network for network in networks if isinstance(network, IPv4Network)]
    v6 = [network for network in networks if isinstance(network, IPv6Network)]
    merged: list[Network] = [*ipaddress.collapse_addresses(v4), *ipaddress.collapse_addresses(v6)]
    return {bare[n] if n in bare and _touching(n, v4) == 1 else str(n) for n in merged}


def _touching(network: Network, networks: list[IPv4Network]) -> int:
    """How many of the networks overlap this one or lie directly beside it."""
    first, last = int(network.network_address) - 1, int(network.broadcast_address) + 1
    return sum(int(n.network_address) <= last and int(n.broadcast_address) >= first for n in networks)


def _mergeable(item: str) -> tuple[Network, str]:
    """The network; and for an address without a prefix, what OPA calls it as long as it merges with no other.

    Such an address stands for its whole class A, B or C (Go's `net.IP.DefaultMask`) and keeps its host bits.
    """
    function = "net.cidr_merge"
    address = _address(item)
    if address is None:
        return _required(function, 1, item), ""
    if isinstance(address, IPv6Address):
        raise BuiltinError(f"{function}: IPv6 invalid: needs prefix length")
    first = int(address) >> 24
    bits = 8 if first < 128 else 16 if first < 192 else 24
    return IPv4Network((address, bits), strict=False), f"{address}/{bits}"


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "net.cidr_intersects": intersects,
    "net.cidr_contains_matches": contains_matches,
    "net.cidr_merge": merge,
}
