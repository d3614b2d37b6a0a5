"""What a value holds besides plain parts: holes that are not known, sensitive marks, references to whole resources."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from datahub_guard.model.values import Sensitive, Unknown, Value
from datahub_guard.sources.hcl.errors import EvaluationError
from datahub_guard.sources.hcl.limits import MAX_PARTS
from datahub_guard.sources.hcl.scope import Reference

HOLES = 1
MARKED = 2
REFERRING = 4

_PLAIN = frozenset((str, bool, int, Fraction, float, type(None)))


def weigh(value: Value) -> int:
    """Return which of HOLES, MARKED and REFERRING the value or any of its parts is.

    Raises:
        EvaluationError: the value has more than MAX_PARTS parts (ten lines of locals that double each other do).
    """
    if type(value) in _PLAIN:
        return 0
    found = count = 0
    pending = [value]
    while pending:
        part = pending.pop()
        kind = type(part)
        inner: Iterable[Value]
        if kind is Unknown:
            found |= HOLES
            continue
        if kind is Sensitive:
            found |= MARKED
            inner = (part.value,)
        elif isinstance(part, dict):
            inner = part.values()
            count += len(part)
        elif isinstance(part, list):
            inner = part
            count += len(part)
        else:
            found |= REFERRING if isinstance(part, Reference) else 0
            continue
        if count > MAX_PARTS:
            raise EvaluationError(f"the value has more than {MAX_PARTS:,} parts")
        pending.extend([child for child in inner if type(child) not in _PLAIN])
    return found


def plain(value: Value) -> Value:
    """Return the value without sensitive marks, and with what references stand for in their place.

    A value with neither is returned as it is.
    """
    return _plain(value) if weigh(value) & (MARKED | REFERRING) else value


def _plain(value: Value) -> Value:
    if isinstance(value, Sensitive):
        return _plain(value.value)
    if isinstance(value, Reference):
        return plain(value.as_object())
    if isinstance(value, dict):
        return _like(value, {key: _plain(part) for key, part in value.items()})
    if isinstance(value, list):
        return _like(value, [_plain(part) for part in value])
    return value


def _like(original: Any, parts: Any) -> Value:
    """Return the parts in a collection of the original's kind and element type."""
    element = getattr(original, "element", None)
    return parts if element is None else type(original)(parts, element)


def mark(value: Value) -> Value:
    """Mark a value sensitive, once."""
    return value if type(value) is Sensitive else Sensitive(value)
