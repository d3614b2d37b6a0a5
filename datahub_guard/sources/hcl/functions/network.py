"""The `cidr` functions, as the Go library `apparentlymart/go-cidr` computes them, for IPv4 and IPv6."""

from __future__ import annotations

import re

from datahub_guard.model.values import ListValue, Number
from datahub_guard.sources.hcl.errors import EvaluationError
from datahub_guard.sources.hcl.functions.signature import NUMBER, STRING, Function, table, whole_number

_IPV4 = re.compile(r"([0-9]{1,8})\.([0-9]{1,8})\.([0-9]{1,8})\.([0-9]{1,8})/([0-9]{1,8})")
_EXTENSION_LIMIT = 32


class _Network:
    """An address range: its first address, the length of its prefix, and the bits of an address."""

    __slots__ = ("address", "bits", "prefix")

    def __init__(self, text: str) -> None:
        """Read CIDR notation. Raises EvaluationError where it is none; host bits are dropped, as Terraform does."""
        match = _IPV4.fullmatch(text)
        if match:
            # Terraform accepts leading zeros and takes the numbers for decimal.
            *octets, self.prefix = map(int, match.groups())
            address, self.bits = int.from_bytes(bytes(octets), "big") if max(octets) < 256 else -1, 32
        else:
            address, self.prefix, self.bits = _ipv6(text)
        if address < 0 or self.prefix > self.bits:
            raise EvaluationError(f"{text!r} is no address range in CIDR notation, such as 10.0.0.0/16")
        spare = self.bits - self.prefix
        self.address = address >> spare << spare

    def is_mapped(self) -> bool:
        """Tell whether these are addresses of IPv4 in the notation of IPv6, which Go mixes up with IPv4."""
        return self.bits == 128 and self.address >> 32 == 0xFFFF


def _ipv6(text: str) -> tuple[int, int, int]:
    from ipaddress import IPv6Address

    address, _, prefix = text.partition("/")
    if not (prefix.isdigit() and prefix.isascii() and len(prefix) < 9) or "%" in address:
        return -1, 0, 128
    try:
        return int(IPv6Address(address)), int(prefix), 128
    except ValueError:
        return -1, 0, 128


def _address_text(address: int, bits: int) -> str:
    if address >> bits:
        raise EvaluationError("the address would lie outside of the address space")
    if bits == 128 and address >> 32 != 0xFFFF:
        from ipaddress import IPv6Address

        return str(IPv6Address(address))
    return ".".join(str(octet) for octet in (address & 0xFFFFFFFF).to_bytes(4, "big"))


def _cidrhost(text: str, number: Number) -> str:
    network, host = _Network(text), whole_number(number)
    last = (1 << (network.bits - network.prefix)) - 1
    if host < 0:
        host = (-host - 1) ^ last
    if host > last:
        raise EvaluationError(f"a prefix of {network.prefix} has no host {number}")
    return _address_text(network.address | host, network.bits)


def _cidrnetmask(text: str) -> str:
    network = _Network(text)
    if network.bits != 32 and not network.is_mapped():
        raise EvaluationError("IPv6 ranges have no netmask")
    mask = (1 << network.bits) - (1 << (network.bits - network.prefix))
    return _address_text(mask, network.bits)


def _cidrsubnet(text: str, new_bits: Number, number: Number) -> str:
    network, extension, index = _Network(text), whole_number(new_bits), whole_number(number)
    prefix = network.prefix + extension
    if prefix > network.bits:
        raise EvaluationError(f"a prefix of {network.prefix} cannot be extended by {extension} bits")
    if prefix < 0:
        raise EvaluationError(f"a prefix of {network.prefix} cannot be shortened by {-extension} bits")
    # Go checks the magnitude only: a negative number is taken, and gives an address outside of the range.
    if 0 <= extension < 64 and abs(index) & 0xFFFFFFFFFFFFFFFF >= 1 << extension:
        raise EvaluationError(f"an extension by {extension} bits has no subnet number {index}")
    address = abs(network.address | (index << (network.bits - prefix)))
    return f"{_address_text(address, network.bits)}/{prefix}"


def _cidrsubnets(text: str, *new_bits: Number) -> ListValue:
    network = _Network(text)
    if network.is_mapped() and new_bits:
        raise EvaluationError(f"{text} are addresses of IPv4: write them as such")
    end = network.address + (1 << (network.bits - network.prefix))
    following = network.address
    subnets: list[str] = []
    for position, extension in enumerate(map(whole_number, new_bits)):
        if not 1 <= extension <= _EXTENSION_LIMIT:
            raise EvaluationError(
                f"subnet {position}: the prefix is extended by 1 to {_EXTENSION_LIMIT} bits at a time"
            )
        prefix = network.prefix + extension
        if prefix > network.bits:
            raise EvaluationError(f"subnet {position}: a prefix of {prefix} bits is longer than an address")
        size = 1 << (network.bits - prefix)
        address = -(-following // size) * size
        if address >= end:
            raise EvaluationError(f"subnet {position}: there is not enough address space left in {text}")
        subnets.append(f"{_address_text(address, network.bits)}/{prefix}")
        following = address + size
    return ListValue(subnets, "string")


FUNCTIONS = table(
    Function("cidrhost", _cidrhost, STRING, NUMBER),
    Function("cidrnetmask", _cidrnetmask, STRING),
    Function("cidrsubnet", _cidrsubnet, STRING, NUMBER, NUMBER),
    Function("cidrsubnets", _cidrsubnets, STRING, rest=NUMBER, returns=("list", "string")),
)
