"""Checks of what a rule passes to an extension, with OPA's wording."""

from __future__ import annotations

from typing import Any

_NAMES = {
    bool: "boolean",
    int: "number",
    float: "number",
    str: "string",
    list: "array",
    tuple: "array",
    dict: "object",
    set: "set",
    frozenset: "set",
    type(None): "null",
}


class BuiltinError(ValueError):
    """A builtin was called with what it does not take."""


def text(function: str, position: int, value: Any) -> str:
    """The operand, which must be a string."""
    if not isinstance(value, str):
        raise mismatch(function, position, "string", value)
    return value


def mismatch(function: str, position: int, wanted: str, value: Any) -> BuiltinError:
    """The error for an operand of another type."""
    got = _NAMES.get(type(value), type(value).__name__)
    return BuiltinError(f"{function}: operand {position} must be {wanted} but got {got}")
