"""Values as Terraform exchanges them with providers: the part of MessagePack that its encoder writes.

https://github.com/msgpack/msgpack/blob/master/spec.md. An unknown value is an extension of type 0, or of type 12 where
something about it is known; both stay what they are.
"""

from __future__ import annotations

import struct
from typing import Any

_NUMBERS = {0xCA: ">f", 0xCB: ">d", 0xCC: ">B", 0xCD: ">H", 0xCE: ">I", 0xCF: ">Q"}
_NUMBERS |= {0xD0: ">b", 0xD1: ">h", 0xD2: ">i", 0xD3: ">q"}
_LENGTHS = {1: ">B", 2: ">H", 4: ">I"}


class Extension:
    """A value of a type of Terraform's own, as it was written."""

    __slots__ = ("encoded",)

    def __init__(self, encoded: bytes) -> None:
        self.encoded = encoded


UNKNOWN = Extension(b"\xd4\x00\x00")


def decode(data: bytes) -> Any:
    """One value: None, bool, int, float, str, bytes, list, dict or `Extension`.

    Raises:
        ValueError: the bytes are no value, or more than one.
    """
    value, end = _decode(data, 0)
    if end != len(data):
        raise ValueError(f"{len(data) - end} bytes follow the value")
    return value


def encode(value: Any) -> bytes:
    """The bytes of a value as `decode` gives it."""
    match value:
        case None:
            return b"\xc0"
        case bool():
            return b"\xc3" if value else b"\xc2"
        case int():
            return b"\xd3" + struct.pack(">q", value) if value < 1 << 63 else b"\xcf" + struct.pack(">Q", value)
        case float():
            return b"\xcb" + struct.pack(">d", value)
        case str():
            data = value.encode()
            return b"\xdb" + struct.pack(">I", len(data)) + data
        case bytes():
            return b"\xc6" + struct.pack(">I", len(value)) + value
        case list():
            return b"\xdd" + struct.pack(">I", len(value)) + b"".join(map(encode, value))
        case dict():
            pairs = b"".join(encode(key) + encode(member) for key, member in value.items())
            return b"\xdf" + struct.pack(">I", len(value)) + pairs
        case Extension():
            return value.encoded
    raise TypeError(f"Terraform has no value of type {type(value).__name__}")


def _decode(data: bytes, at: int) -> tuple[Any, int]:
    first = data[at]
    if first <= 0x7F:
        return first, at + 1
    if first >= 0xE0:
        return first - 0x100, at + 1
    if first <= 0x8F:
        return _map(data, at + 1, first & 0x0F)
    if first <= 0x9F:
        return _array(data, at + 1, first & 0x0F)
    if first <= 0xBF:
        return _text(data, at + 1, first & 0x1F)
    if first in (0xC0, 0xC2, 0xC3):
        return {0xC0: None, 0xC2: False, 0xC3: True}[first], at + 1
    if first in _NUMBERS:
        size = struct.calcsize(_NUMBERS[first])
        return struct.unpack_from(_NUMBERS[first], data, at + 1)[0], at + 1 + size
    if 0xD4 <= first <= 0xD8:
        end = at + 2 + (1 << first - 0xD4)
        return Extension(data[at:end]), end
    return _sized(data, at, first)


def _sized(data: bytes, at: int, first: int) -> tuple[Any, int]:
    """A value whose length stands between its first byte and its content."""
    if first not in _SIZED:
        raise ValueError(f"byte {first:#x} at {at} begins no value")
    width, read = _SIZED[first]
    (length,) = struct.unpack_from(_LENGTHS[width], data, at + 1)
    start = at + 1 + width
    if read is None:
        end = start + 1 + length
        return Extension(data[at:end]), end
    return read(data, start, length)


def _text(data: bytes, at: int, length: int) -> tuple[str, int]:
    return data[at : at + length].decode(), at + length


def _binary(data: bytes, at: int, length: int) -> tuple[bytes, int]:
    return data[at : at + length], at + length


def _array(data: bytes, at: int, length: int) -> tuple[list[Any], int]:
    items = []
    for _ in range(length):
        item, at = _decode(data, at)
        items.append(item)
    return items, at


def _map(data: bytes, at: int, length: int) -> tuple[dict[Any, Any], int]:
    pairs = {}
    for _ in range(length):
        key, at = _decode(data, at)
        pairs[key], at = _decode(data, at)
    return pairs, at


# First bytes of what has a length: the length's width, and who reads the content. Without one it is an extension.
_SIZED = {
    0xC4: (1, _binary), 0xC5: (2, _binary), 0xC6: (4, _binary),
    0xC7: (1, None), 0xC8: (2, None), 0xC9: (4, None),
    0xD9: (1, _text), 0xDA: (2, _text), 0xDB: (4, _text),
    0xDC: (2, _array), 0xDD: (4, _array),
    0xDE: (2, _map), 0xDF: (4, _map),
}  # fmt: skip
