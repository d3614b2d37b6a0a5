"""Two readings of one value made into one: the holes of the first filled with what the second knows."""

from __future__ import annotations

from typing import Any

from datahub_guard.model.values import ListValue, MapValue, Sensitive, SetValue, Unknown, Value

MAX_NESTING = 100


def filled(value: Value, other: Value, depth: int = 0) -> Value:
    """`value` with `other`'s parts in the place of what is not known in it; a mark on either side stays.

    A list is filled element by element where both have as many, a set only as a whole. An unknown that `other` does
    not know more of stays, unless `other` says better where it comes from.
    """
    if type(value) is Sensitive or type(other) is Sensitive:
        inner = filled(_bare(value), _bare(other), depth)
        return inner if inner is None or type(inner) is Unknown else Sensitive(inner)
    if type(value) is Unknown:
        return _better(value, other)
    if type(other) is Unknown or depth > MAX_NESTING:
        return value
    if isinstance(value, dict) and isinstance(other, dict):
        parts = {key: filled(part, other[key], depth + 1) if key in other else part for key, part in value.items()}
        return _like(value, parts)
    if isinstance(value, SetValue):
        return other if isinstance(other, list) and any(type(part) is Unknown for part in value) else value
    if isinstance(value, list) and isinstance(other, list) and len(value) == len(other):
        return _like(value, [filled(part, more, depth + 1) for part, more in zip(value, other, strict=True)])
    return value


def _better(value: Unknown, other: Value) -> Value:
    """What stands in a hole: a known value, or the unknown of which more is known."""
    if type(other) is not Unknown:
        return value if other is None else other
    if other.shape is not None or (other.references and value.shape is None):
        return other if other.type is not None else Unknown(other.references, other.shape, value.type, other.reason)
    return value


def _bare(value: Value) -> Value:
    return value.value if type(value) is Sensitive else value


def _like(original: Any, parts: Any) -> Value:
    """The parts in a collection of the original's kind."""
    if isinstance(original, (ListValue, MapValue)):
        return type(original)(parts, original.element)
    return parts
