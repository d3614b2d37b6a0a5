"""`value.name` and `value[key]` as Terraform reads them."""

from __future__ import annotations

from collections.abc import Callable

from datahub_guard.model.values import (
    ListValue,
    MapValue,
    Sensitive,
    SetValue,
    Type,
    Unknown,
    Value,
    reveal,
    unknown_from,
)
from datahub_guard.sources.hcl.convert import to_number, to_string
from datahub_guard.sources.hcl.errors import EvaluationError
from datahub_guard.sources.hcl.marks import mark
from datahub_guard.sources.hcl.scope import Reference
from datahub_guard.sources.hcl.types import kind_of
from datahub_guard.sources.hcl.unknowns import limited

_PRIMITIVES = ("string", "number", "bool")


def attribute_of(value: Value, name: str) -> Value:
    """Return `value.name`. Raises EvaluationError where Terraform refuses it."""
    kind = type(value)
    if kind is dict or kind is MapValue:
        try:
            return value[name]
        except KeyError:
            raise EvaluationError(_missing(value, name)) from None
    if kind is Unknown:
        return _of_unknown(value, name)
    if kind is Sensitive:
        return mark(attribute_of(value.value, name))
    if isinstance(value, Reference):
        return value.get_attr(name)
    if value is None:
        raise EvaluationError(f"the attribute {name} is read from a null value")
    raise EvaluationError(f"a {kind_of(value)} has no attribute {name}")


def element_of(value: Value, key: Value) -> Value:
    """Return `value[key]`. Raises EvaluationError where Terraform refuses it."""
    if type(value) is Sensitive or type(key) is Sensitive:
        try:
            return mark(element_of(reveal(value), reveal(key)))
        except EvaluationError as error:
            raise EvaluationError(
                "there is no such element, and the key is not shown: it, or the whole, is sensitive"
            ) from error
    if value is None:
        raise EvaluationError("an element is read from a null value")
    if key is None:
        raise EvaluationError("a null value cannot be a key")
    if isinstance(value, Reference):
        return unknown_from(key) if type(key) is Unknown else value.get_index(key)
    kind = type(value)
    if kind is Unknown:
        return _element_of_unknown(value, key)
    if kind is list or kind is ListValue:
        return _item(value, key)
    if kind is dict or kind is MapValue:
        return _entry(value, key)
    if kind is SetValue:
        raise EvaluationError("the elements of a set have no keys: make a list of it first")
    raise EvaluationError(f"a {kind_of(value)} has no elements")


def _missing(value: Value, name: str) -> str:
    known = ", ".join(sorted(value)[:8]) or "none"
    what = "map" if type(value) is MapValue else "object"
    return f"the {what} has no attribute {name} (it has: {known}{', ...' if len(value) > 8 else ''})"


def _item(value: Value, key: Value) -> Value:
    if type(key) is not int:
        key = to_number(key)
        if isinstance(key, Unknown):
            return unknown_from(key, type=value.element if type(value) is ListValue else None)
        if type(key) is not int:
            raise EvaluationError("an index must be a whole number")
    if 0 <= key < len(value):
        return value[key]
    raise EvaluationError(f"there is no element {key}: the {kind_of(value)} has {len(value)}")


def _entry(value: Value, key: Value) -> Value:
    if type(key) is not str:
        key = to_string(key)
        if isinstance(key, Unknown):
            return unknown_from(key, type=value.element if type(value) is MapValue else None)
    try:
        return value[key]
    except KeyError:
        raise EvaluationError(_missing(value, key)) from None


def _of_unknown(value: Unknown, name: str) -> Value:
    """Return the attribute of an unknown value: an unknown whose reference is one step longer."""
    kind = _attribute_type(value.type, name)
    shape = value.shape
    if shape is not None and shape[0] == "conditional":
        return _of_arms(value, shape[1:], lambda arm: attribute_of(arm, name), kind)
    return _one_step(value, "." + name, kind)


def _one_step(value: Unknown, step: str, kind: Type | None) -> Unknown:
    if value.direct:
        return Unknown(tuple(r + step for r in value.references), None, kind, value.reason, direct=True)
    return unknown_from(value, type=kind)


def _of_arms(value: Unknown, arms: tuple[Value, ...], read: Callable[[Value], Value], kind: Type | None) -> Value:
    """Read a part of both arms of a conditional whose condition is not known."""
    try:
        first, second = read(arms[0]), read(arms[1])
    except EvaluationError:
        return unknown_from(value, type=kind)
    result = unknown_from(value, first, second, type=kind)
    result.shape = limited(("conditional", first, second))
    return result


def _attribute_type(kind: Type | None, name: str) -> Type | None:
    if kind is None or kind == "any":
        return None
    if isinstance(kind, str) or kind[0] not in ("object", "map"):
        raise EvaluationError(f"a {kind if isinstance(kind, str) else kind[0]} has no attribute {name}")
    if kind[0] == "map":
        element: Type = kind[1]
        return element
    attributes: dict[str, Type] = dict(kind[1])
    if name not in attributes:
        raise EvaluationError(f"the object has no attribute {name}")
    return attributes[name]


def _element_of_unknown(value: Unknown, key: Value) -> Value:
    kind = value.type
    if kind in _PRIMITIVES or (isinstance(kind, tuple) and kind[0] == "set"):
        raise EvaluationError(f"a {kind if isinstance(kind, str) else kind[0]} has no elements to read by key")
    element: Type | None = None
    if isinstance(kind, tuple) and kind[0] in ("list", "map"):
        element = kind[1]
    if type(key) is Unknown:
        return unknown_from(value, key, type=element)
    shape = value.shape
    if shape is not None and shape[0] == "conditional":
        return _of_arms(value, shape[1:], lambda arm: element_of(arm, key), element)
    return _one_step(value, f"[{_written(key)}]", element)


def _written(key: Value) -> str:
    return f'"{key}"' if type(key) is str else str(to_string(key))
