"""Classes of characters in regular expressions, as ranges of code points."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterable
from typing import TypeAlias

from datahub_guard.sources.hcl.errors import EvaluationError

Ranges: TypeAlias = tuple[tuple[int, int], ...]
"""Sorted, disjoint ranges of code points, both ends included."""

LAST = 0x10FFFF
_FOLDED_TOO = {"k": 0x212A, "K": 0x212A, "s": 0x17F, "S": 0x17F}
DIGITS: Ranges = ((48, 57),)
SPACES: Ranges = ((9, 10), (12, 13), (32, 32))
WORDS: Ranges = ((48, 57), (65, 90), (95, 95), (97, 122))
PERL = {"d": DIGITS, "s": SPACES, "w": WORDS}
POSIX: dict[str, Ranges] = {
    "alnum": ((48, 57), (65, 90), (97, 122)),
    "alpha": ((65, 90), (97, 122)),
    "ascii": ((0, 127),),
    "blank": ((9, 9), (32, 32)),
    "cntrl": ((0, 31), (127, 127)),
    "digit": DIGITS,
    "graph": ((33, 126),),
    "lower": ((97, 122),),
    "print": ((32, 126),),
    "punct": ((33, 47), (58, 64), (91, 96), (123, 126)),
    "space": ((9, 13), (32, 32)),
    "upper": ((65, 90),),
    "word": WORDS,
    "xdigit": ((48, 57), (65, 70), (97, 102)),
}


def normalized(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """Return the ranges sorted and joined."""
    out: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if out and low <= out[-1][1] + 1:
            out[-1] = (out[-1][0], max(out[-1][1], high))
        else:
            out.append((low, high))
    return tuple(out)


def complement(ranges: Ranges) -> Ranges:
    """Return all other code points."""
    out: list[tuple[int, int]] = []
    following = 0
    for low, high in ranges:
        if low > following:
            out.append((following, low - 1))
        following = high + 1
    if following <= LAST:
        out.append((following, LAST))
    return tuple(out)


def folded_case(ranges: Ranges) -> Ranges:
    """Return the ranges with the other case of every character in them."""
    out = list(ranges)
    for low, high in ranges:
        if high - low > 0x3000:
            continue
        for code in range(low, high + 1):
            character = chr(code)
            out.extend((ord(other),) * 2 for other in (character.lower(), character.upper()) if len(other) == 1)
            if character in _FOLDED_TOO:
                out.append((_FOLDED_TOO[character],) * 2)
            elif code in (0x212A, 0x17F):
                out.extend((ord(other),) * 2 for other in ("kK" if code == 0x212A else "sS"))
    return normalized(out)


@functools.lru_cache(maxsize=64)
def category(name: str) -> Ranges:
    """Return the characters of a general category (`L`, `Lu`).

    Raises:
        EvaluationError: it is none; the standard library does not tell scripts such as `Greek`.
    """
    matching = [c for c in range(LAST + 1) if unicodedata.category(chr(c)).startswith(name)] if len(name) < 3 else []
    if not matching:
        raise EvaluationError(f"\\p{{{name}}} is no general category of Unicode, and other classes are not known here")
    return normalized((code, code) for code in matching)
