"""What is not known and what is sensitive anywhere inside a value."""

from __future__ import annotations

from typing import Any

from datahub_guard.model.values import Sensitive, Type, Unknown, Value

_SCALARS = (str, bool, int, type(None))


def is_wholly_known(value: Value) -> bool:
    """Tell whether neither the value nor any part of it is unknown."""
    kind = type(value)
    if kind in _SCALARS:
        return True
    if kind is Unknown:
        return False
    if kind is Sensitive:
        return is_wholly_known(value.value)
    if isinstance(value, dict):
        return all(map(is_wholly_known, value.values()))
    if isinstance(value, list):
        return all(map(is_wholly_known, value))
    return True


def has_sensitive(value: Value) -> bool:
    """Tell whether the value or any part of it is marked sensitive."""
    kind = type(value)
    if kind in _SCALARS or kind is Unknown:
        return False
    if kind is Sensitive:
        return True
    if isinstance(value, dict):
        return any(map(has_sensitive, value.values()))
    if isinstance(value, list):
        return any(map(has_sensitive, value))
    return False


def unmark(value: Value) -> Value:
    """Take all sensitive marks off, those of the parts too; a value without marks is returned as it is."""
    if not has_sensitive(value):
        return value
    kind = type(value)
    if kind is Sensitive:
        return unmark(value.value)
    if isinstance(value, dict):
        return _like(value, {key: unmark(part) for key, part in value.items()})
    return _like(value, [unmark(part) for part in value])


def mark(value: Value) -> Value:
    """Mark a value sensitive, once."""
    return value if type(value) is Sensitive else Sensitive(value)


def _like(original: Value, parts: Any) -> Value:
    element = getattr(original, "element", None)
    kind = type(original)
    return parts if element is None else kind(parts, element)


def collect_unknowns(value: Value, found: list[Unknown]) -> None:
    """Append every unknown in the value, in order."""
    kind = type(value)
    if kind in _SCALARS:
        return
    if kind is Unknown:
        found.append(value)
    elif kind is Sensitive:
        collect_unknowns(value.value, found)
    elif isinstance(value, dict):
        for part in value.values():
            collect_unknowns(part, found)
    elif isinstance(value, list):
        for part in value:
            collect_unknowns(part, found)


def merged_unknown(
    *values: Value, type: Type | None = None, shape: tuple[Any, ...] | None = None, reason: str | None = None
) -> Unknown:
    """Return an unknown that is made of `values`, with the references and the first reason of all unknowns in them."""
    found: list[Unknown] = []
    for value in values:
        collect_unknowns(value, found)
    references: dict[str, None] = {}
    for unknown in found:
        references.update(dict.fromkeys(unknown.references))
        reason = reason or unknown.reason
    return Unknown(tuple(references), shape, type, reason, direct=False)
