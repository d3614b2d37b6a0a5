"""What a value holds besides plain parts: holes that are not known, sensitive marks, references to whole resources."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction
from typing import Any

from datahub_guard.model.values import Sensitive, Unknown, Value
from datahub_guard.sources.hcl.errors import EvaluationError
from datahub_guard.sources.hcl.limits import MAX_PARTS
from datahub_guard.sources.hcl.scope import Reference

HOLES = 1
"""Flag: some part is not known."""
MARKED = 2
"""Flag: some part is sensitive."""
REFERRING = 4
"""Flag: some part is a `Reference`."""

LEAVES = frozenset((str, int, bool, type(None), Fraction, float))


_heavy: dict[int, tuple[Value, int, int]] = {}
"""Flags and number of parts of large values by their identity; holding the value keeps the identity its own."""
_HEAVY_PARTS = 500
_MOST_HEAVY = 500


def weigh(value: Value) -> int:
    """Return the flags of what `value` holds.

    A structure may share its parts and so be far larger than the memory it takes; nothing may walk through one that
    has not been weighed. Large ones are weighed once: a value is never changed after it was made.

    Raises:
        EvaluationError: the value has more than MAX_PARTS parts.
    """
    kind = type(value)
    if kind in LEAVES:
        return 0
    if kind is Unknown:
        return HOLES
    if isinstance(value, (list, dict)) and len(value) < _HEAVY_PARTS:
        # most values are small and flat
        flat: Collection[Value] = value if isinstance(value, list) else value.values()
        if LEAVES.issuperset(map(type, flat)):
            return 0
    found = count = 0
    pending = [value]
    while pending:
        part = pending.pop()
        kind = type(part)
        inner: Collection[Value]
        if isinstance(part, list):
            inner = part
        elif isinstance(part, dict):
            inner = part.values()
        elif kind is Unknown:
            found |= HOLES
            continue
        elif kind is Sensitive:
            found |= MARKED
            inner = (part.value,)
        else:
            found |= REFERRING if isinstance(part, Reference) else 0
            continue
        known = _heavy.get(id(part))
        if known is None:
            count += len(inner)
            if not LEAVES.issuperset(map(type, inner)):
                pending.extend([child for child in inner if type(child) not in LEAVES])
        else:
            found |= known[1]
            count += known[2]
        if count > MAX_PARTS:
            raise EvaluationError(f"the value has more than {MAX_PARTS:,} parts")
    if count > _HEAVY_PARTS:
        if len(_heavy) >= _MOST_HEAVY:
            _heavy.clear()
        _heavy[id(value)] = value, found, count
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
        return like(value, {key: _plain(part) for key, part in value.items()})
    if isinstance(value, list):
        return like(value, [_plain(part) for part in value])
    return value


def like(original: Any, parts: Any) -> Value:
    """Return the parts in a collection of the original's kind and element type."""
    element = getattr(original, "element", None)
    return parts if element is None else type(original)(parts, element)


def mark(value: Value) -> Value:
    """Mark a value sensitive, once."""
    return value if type(value) is Sensitive else Sensitive(value)
