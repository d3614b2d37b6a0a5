"""When two values are equal, and in which order a set holds them, as `cty` has it.

Equality is strict about types: `1 == "1"`, `[1] == tolist([1])` and `true == "true"` are all false.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from fractions import Fraction
from typing import Any

from datahub_guard.model.values import ANY, ListValue, MapValue, SetValue, Type, Unknown, Value
from datahub_guard.sources.hcl.marks import HOLES, MARKED, mark, plain, weigh
from datahub_guard.sources.hcl.numbers import general_text
from datahub_guard.sources.hcl.types import type_of
from datahub_guard.sources.hcl.unknowns import is_wholly_known, merged_unknown

_HASH_DIGITS = 10
_STEP = r"\.[\w-]+(?:\[[^]]*\])?\."
_IDENTIFIER = re.compile(rf"(?:module{_STEP})*(?!module\.|var\.|local\.|each\.)[\w-]+{_STEP}id")
"""The `id` of a managed resource, by its full address."""


def equal(left: Value, right: Value) -> Value:
    """Return what `left == right` is: a bool, an unknown bool, or one of them marked sensitive."""
    if type(left) is str and type(right) is str:
        return bool(left == right)
    held = weigh(left) | weigh(right)
    if held > HOLES:
        answer = equal(plain(left), plain(right))
        return mark(answer) if held & MARKED else answer
    known = _compare(left, right)
    return merged_unknown(left, right, type="bool") if known is None else known


def _compare(left: Value, right: Value) -> bool | None:
    """True or false, or None where an unknown part decides."""
    if type(left) is Unknown or type(right) is Unknown:
        return None if _may_be_equal(left, right) else False
    if left is None or right is None:
        return left is right
    left_type, right_type = type_of(left), type_of(right)
    if not _may_be_same_type(left_type, right_type):
        return False
    if isinstance(left, dict):
        return _all(_compare(part, right[key]) for key, part in left.items()) if left.keys() == right.keys() else False
    if isinstance(left, list):
        if isinstance(left, SetValue) and not (is_wholly_known(left) and is_wholly_known(right)):
            return None
        return _all(map(_compare, left, right)) if len(left) == len(right) else False
    return bool(left == right)


def _all(answers: Any) -> bool | None:
    # `cty` looks at the parts in order and stops at the first that is unequal or unknown.
    for answer in answers:
        if answer is not True:
            return answer  # type: ignore[no-any-return]  # the iterable is of bool | None
    return True


def _may_be_equal(left: Value, right: Value) -> bool:
    """Tell whether an unknown may turn out equal to the other value."""
    known, unknown = (left, right) if type(right) is Unknown else (right, left)
    if type(known) is Unknown:
        return True
    if unknown.type is not None and known is not None and not _may_be_same_type(type_of(known), unknown.type):
        return False
    if known is None and unknown.direct and _IDENTIFIER.fullmatch(unknown.references[0]):
        return False  # what a resource is found by is never null once it exists
    shape = unknown.shape
    if shape and shape[0] in ("template", "json"):
        # a text that is being put together is never null, and begins with what its first part says
        if known is None:
            return False
        first = shape[1][0] if shape[0] == "template" and shape[1] else ""
        return not isinstance(first, str) or not isinstance(known, str) or known.startswith(first)
    return True


def _may_be_same_type(left: Type, right: Type) -> bool:
    if left == right or ANY in (left, right):
        return True
    if isinstance(left, str) or isinstance(right, str) or left[0] != right[0]:
        return False
    kind, inner = left
    if kind == "object":
        other = right[1]
        return len(inner) == len(other) and all(
            a[0] == b[0] and _may_be_same_type(a[1], b[1]) for a, b in zip(inner, other, strict=True)
        )
    if kind == "tuple":
        return len(inner) == len(right[1]) and all(map(_may_be_same_type, inner, right[1]))
    return _may_be_same_type(inner, right[1])


def equality_key(value: Value) -> Hashable:
    """Return a key that two values have in common when they are equal; numbers, bools and strings never mix."""
    kind = type(value)
    if kind is str:
        return str(value)
    if kind is bool:
        return (1, value)
    if kind is int or kind is Fraction or kind is float:
        return (2, value)
    if value is None:
        return (3,)
    if isinstance(value, dict):
        tag: Any = 5 if kind is not MapValue else (5, "map")
        return (tag, tuple([(key, equality_key(value[key])) for key in sorted(value)]))
    if isinstance(value, list):
        tag = {ListValue: (4, "list"), SetValue: (4, "set")}.get(kind, 4)
        return (tag, tuple(map(equality_key, value)))
    return (6, id(value))


def set_order(element: Type) -> Callable[[Value], tuple[int, Any]]:
    """Return the sort key of a set's elements: known, then unknown, then null; primitives by value, others by hash."""
    primitive = element in ("string", "number", "bool")

    def key(value: Value) -> tuple[int, Any]:
        if value is None:
            return (2, 0)
        if type(value) is Unknown:
            return (1, 0)
        return (0, value if primitive else _hash_text(value).encode("utf-8", "surrogatepass"))

    return key


def _hash_text(value: Value) -> str:
    """The text that `cty` hashes a set's element by (`makeSetHashBytes`)."""
    kind = type(value)
    if kind is str:
        return _go_quoted(value)
    if kind is bool:
        return "T" if value else "F"
    if kind is int or kind is Fraction:
        return general_text(value, _HASH_DIGITS)
    if value is None:
        return "~"
    if kind is MapValue:
        return "{" + "".join(f"{_go_quoted(key)}:{_hash_text(value[key])};" for key in sorted(value)) + "}"
    if isinstance(value, dict):
        return "<" + "".join(f"{_hash_text(value[key])};" for key in sorted(value)) + ">"
    if isinstance(value, list):
        inside = "".join(f"{_hash_text(part)};" for part in value)
        return f"[{inside}]" if kind in (ListValue, SetValue) else f"<{inside}>"
    return "?"


_GO_ESCAPES = {
    '"': '\\"',
    "\\": "\\\\",
    "\a": "\\a",
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\v": "\\v",
}


def _go_quoted(text: str) -> str:
    """Quote as Go's `%q` does."""
    if text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return '"' + "".join([_GO_ESCAPES.get(c) or (c if c.isprintable() else _go_code(ord(c))) for c in text]) + '"'


def _go_code(code: int) -> str:
    if code < 0x20 or code == 0x7F:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
