"""Terraform values as Python values.

A value is one of

| Terraform | Python |
|---|---|
| string, bool, null | `str`, `bool`, `None` |
| number | `int`, or `Fraction` when it is not integral (rounded to Terraform's 512 bits) |
| tuple, object | `list`, `dict` |
| list(T), set(T), map(T) | `ListValue`, `SetValue` (sorted, unique), `MapValue`, each with its element type |
| not known yet | `Unknown` |
| marked sensitive | `Sensitive` around the value |

A type is `"string" | "number" | "bool" | "any"`, `("list" | "set" | "map", T)`, `("tuple", (T, ...))` or
`("object", ((name, T), ...))` with the names sorted.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NoReturn, TypeAlias

from datahub_guard.errors import UnknownAsBoolean

Type: TypeAlias = str | tuple[str, Any]
Value: TypeAlias = Any
"""A value as the table above has it; `Any`, because a rule narrows by asking, not by declaring."""

ANY: Type = "any"
Number: TypeAlias = int | Fraction


class ListValue(list[Value]):
    """A list(T): all elements of one type."""

    __slots__ = ("element",)

    def __init__(self, items: Any = (), element: Type = ANY) -> None:
        list.__init__(self, items)
        self.element = element


class SetValue(list[Value]):
    """A set(T), kept sorted in Terraform's order and without duplicates."""

    __slots__ = ("element",)

    def __init__(self, items: Any = (), element: Type = ANY) -> None:
        list.__init__(self, items)
        self.element = element


class MapValue(dict[str, Value]):
    """A map(T): all elements of one type."""

    __slots__ = ("element",)

    def __init__(self, items: Any = (), element: Type = ANY) -> None:
        dict.__init__(self, items)
        self.element = element


class Unknown:
    """A value that is not known, with what is known about it.

    `references` are the full addresses it comes from, as Terraform writes them, with the attribute path behind
    (`module.data["a"].aws_kms_key.bu["digital"].arn`, `data.terraform_remote_state.infra.outputs.keys["digital"]`,
    `var.account_id`); one that lives in another stack of the estate is written `STACK:ADDRESS`.
    `shape` is the partly known structure: `("template", [str | Value, ...])` for a string with holes,
    `("json", value)` and `("yaml", value)` for `jsonencode` and `yamlencode` of a structure with holes,
    `("object", dict)` for an object of which some keys are not known, `("concat", [Value, ...])` for a list of which
    some stretches are not known, `("conditional", a, b)` when the condition is not known, else `None`.
    `direct` tells a value that *is* what its reference points at (`aws_kms_key.x.arn`) from one that was made of it
    (`upper(aws_kms_key.x.arn)`); one read from another stack's state has two references that point at one thing.
    `reason` says in words why it is not known, when that is not just "known after apply".
    """

    __slots__ = ("direct", "reason", "references", "shape", "type")

    def __init__(
        self,
        references: tuple[str, ...] = (),
        shape: tuple[Any, ...] | None = None,
        type: Type | None = None,
        reason: str | None = None,
        direct: bool | None = None,
    ) -> None:
        self.references = references
        self.shape = shape
        self.type = type
        self.reason = reason
        self.direct = (len(references) == 1 and shape is None) if direct is None else direct

    def __bool__(self) -> NoReturn:
        raise UnknownAsBoolean(f"{self!r} has no truth value: ask `is_known(value)` first")

    def __repr__(self) -> str:
        return f"Unknown({', '.join(self.references) or self.reason or ''})"

    def why(self) -> str:
        """Say in words why the value is not known and where it would come from."""
        origin = ", ".join(self.references)
        if self.reason:
            return f"{self.reason} ({origin})" if origin else self.reason
        return f"{origin} is not known before apply" if origin else "not known before apply"


class Sensitive:
    """A value that Terraform marks sensitive. It is decided on, and never printed."""

    __slots__ = ("value",)

    def __init__(self, value: Value) -> None:
        self.value = value

    def __repr__(self) -> str:
        return "(sensitive value)"


UNKNOWN = Unknown()


def is_known(value: Value) -> bool:
    """Tell whether the value itself is known; a part of it may still be unknown."""
    return type(value) is not Unknown


def reveal(value: Value) -> Value:
    """Take the sensitive mark off, to decide on a value that is not going to be shown."""
    return value.value if type(value) is Sensitive else value


def unknown_from(*values: Value, reason: str | None = None, type: Type | None = None) -> Unknown:
    """Return an unknown made of `values`, with the references and the first reason of all that are unknown."""
    references: dict[str, None] = {}
    for value in values:
        if isinstance(value, Unknown):
            references.update(dict.fromkeys(value.references))
            reason = reason or value.reason
    return Unknown(tuple(references), None, type, reason, direct=False)
