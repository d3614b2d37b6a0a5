"""`array.flatten`, `strings.split_n` and `strings.count`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from datahub_guard.rules.rego.extensions.operands import BuiltinError, mismatch, text


def flatten(value: Any) -> list[Any]:
    """The array with the elements of its arrays in their place, one level deep."""
    if not isinstance(value, list):
        raise mismatch("array.flatten", 1, "array", value)
    flat: list[Any] = []
    for item in value:
        if isinstance(item, list):
            flat.extend(item)
        else:
            flat.append(item)
    return flat


def split_n(value: Any, delimiter: Any, number: Any) -> list[str]:
    """The first `number` parts of a text, or the last ones where it is negative."""
    function = "strings.split_n"
    subject, separator = text(function, 1, value), text(function, 2, delimiter)
    if isinstance(number, bool) or not isinstance(number, (int, float)):
        raise mismatch(function, 3, "number", number)
    if number != int(number):
        raise BuiltinError(f"{function}: operand 3 must be integer number but got floating-point number")
    count = int(number)
    parts = list(subject) if separator == "" else subject.split(separator)
    return parts[:count] if count >= 0 else parts[count:]


def count(search: Any, substring: Any) -> int:
    """How often a text occurs in another without overlapping; the empty text occurs around every character."""
    return text("strings.count", 1, search).count(text("strings.count", 2, substring))


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "array.flatten": flatten,
    "strings.count": count,
    "strings.split_n": split_n,
}
