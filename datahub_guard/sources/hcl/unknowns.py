"""What is not known inside a value, and what remains known of where it comes from."""

from __future__ import annotations

from typing import Any

from datahub_guard.model.values import Sensitive, Type, Unknown, Value
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
    return Unknown(tuple(references), shape, type, reason, direct=False)
