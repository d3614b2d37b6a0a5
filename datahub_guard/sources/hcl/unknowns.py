"""What is not known inside a value, and what remains known of where it comes from."""

from __future__ import annotations

from typing import Any

from datahub_guard.model.values import Sensitive, Type, Unknown, Value
from datahub_guard.sources.hcl.limits import MAX_SHAPE_PARTS, check_string
from datahub_guard.sources.hcl.marks import HOLES, REFERRING, plain, weigh


def is_wholly_known(value: Value) -> bool:
    """Tell whether neither the value nor any part of it is unknown."""
    held = weigh(value)
    return not (weigh(plain(value)) if held & REFERRING else held) & HOLES


def unknowns_in(value: Value) -> list[Unknown]:
    """Return every unknown in the value, in order."""
    found: list[Unknown] = []
    if weigh(value):
        _collect(plain(value), found)
    return found


def _collect(value: Value, found: list[Unknown]) -> None:
    if isinstance(value, Unknown):
        found.append(value)
    elif isinstance(value, Sensitive):
        _collect(value.value, found)
    elif isinstance(value, dict):
        for part in value.values():
            _collect(part, found)
    elif isinstance(value, list):
        for part in value:
            _collect(part, found)


def merged_unknown(
    *values: Value, type: Type | None = None, shape: tuple[Any, ...] | None = None, reason: str | None = None
) -> Unknown:
    """Return an unknown that is made of `values`, with the references and the first reason of all unknowns in them."""
    references: dict[str, None] = {}
    for value in values:
        for unknown in unknowns_in(value):
            references.update(dict.fromkeys(unknown.references))
            reason = reason or unknown.reason
    return Unknown(tuple(references), limited(shape), type, reason, direct=False)


def limited(shape: tuple[Any, ...] | None) -> tuple[Any, ...] | None:
    """Return a shape, or None where it has become too large to walk through.

    Shapes share their parts as values do, so that twenty conditionals inside one another would have a million arms.
    """
    waiting = list(shape or ())
    parts = 0
    while waiting:
        part = waiting.pop()
        inner: Any = ()
        if isinstance(part, Unknown):
            inner = part.shape or ()
        elif isinstance(part, list):
            inner = part
        elif isinstance(part, dict):
            inner = part.values()
        elif isinstance(part, Sensitive):
            inner = (part.value,)
        parts += len(inner)
        if parts > MAX_SHAPE_PARTS:
            return None
        waiting.extend(inner)
    return shape


def text_with_holes(pieces: list[Value]) -> Value:
    """Join strings, some of which are unknown: what is known of the text around the holes stays readable."""
    parts: list[Value] = []
    text: list[str] = []
    for piece in pieces:
        template = isinstance(piece, Unknown) and piece.shape is not None and piece.shape[0] == "template"
        for part in piece.shape[1] if template else [piece]:
            if isinstance(part, str):
                text.append(part)
                continue
            if known := "".join(text):
                parts.append(known)
            text.clear()
            parts.append(part)
    rest = check_string("".join(text))
    if not parts:
        return rest
    if rest:
        parts.append(rest)
    return merged_unknown(*parts, type="string", shape=("template", parts))
