"""Conversion of values to types, as `cty` converts them for arguments, variables and collections."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

from datahub_guard.model.values import (
    ANY,
    ListValue,
    MapValue,
    Sensitive,
    SetValue,
    Type,
    Unknown,
    Value,
)
from datahub_guard.sources.hcl.equality import equality_key, set_order
from datahub_guard.sources.hcl.errors import EvaluationError, withheld
from datahub_guard.sources.hcl.limits import check_parts
from datahub_guard.sources.hcl.marks import MARKED, mark, plain, weigh
from datahub_guard.sources.hcl.numbers import number_text, parse_number
from datahub_guard.sources.hcl.types import (
    Optional,
    convertible,
    describe,
    has_any,
    kind_of,
    strip_optional,
    type_of,
    unify,
)


def composed(text: str) -> str:
    """Return the text as Terraform holds every string: in Unicode's normal form C."""
    if text.isascii():
        return text
    import unicodedata

    return unicodedata.normalize("NFC", text)


_BOOLS = {"true": True, "1": True, "false": False, "0": False}


def to_string(value: Value) -> Value:
    """Convert to a string; null and unknown stay what they are.

    Raises:
        EvaluationError: a list, map, object... has no string form.
    """
    kind = type(value)
    if kind is str or value is None:
        return value
    if kind is bool:
        return "true" if value else "false"
    if kind is int or kind is Fraction or kind is float:
        return number_text(value)
    if kind is Unknown:
        return retyped(value, "string")
    if kind is Sensitive:
        return _marked(to_string, value.value)
    raise EvaluationError(f"a string is required, and this is {_article(value)}")


def to_number(value: Value) -> Value:
    """Convert to a number; null and unknown stay what they are.

    Raises:
        EvaluationError: it is no number.
    """
    kind = type(value)
    if kind is int or kind is Fraction or value is None or kind is float:
        return value
    if kind is str:
        return parse_number(value)
    if kind is Unknown:
        return retyped(value, "number")
    if kind is Sensitive:
        return _marked(to_number, value.value)
    raise EvaluationError(f"a number is required, and this is {_article(value)}")


def to_bool(value: Value) -> Value:
    """Convert to a bool; null and unknown stay what they are.

    Raises:
        EvaluationError: it is none of `true`, `false`, `"true"`, `"false"`, `"1"`, `"0"`.
    """
    kind = type(value)
    if kind is bool or value is None:
        return value
    if kind is str:
        known = _BOOLS.get(value)
        if known is None:
            raise EvaluationError('a bool is required: "true" or "false"')
        return known
    if kind is Unknown:
        return retyped(value, "bool")
    if kind is Sensitive:
        return _marked(to_bool, value.value)
    raise EvaluationError(f"a bool is required, and this is {_article(value)}")


def _marked(converted: Callable[[Value], Value], inner: Value) -> Value:
    try:
        return mark(converted(inner))
    except EvaluationError as error:
        raise withheld(error) from None


def _article(value: Value) -> str:
    kind = kind_of(value)
    return ("an " if kind[0] in "aeiou" else "a ") + kind


def retyped(value: Unknown, type: Type) -> Unknown:
    """Return the unknown with its type after a conversion.

    Raises:
        EvaluationError: a value of its type never converts to `type`.
    """
    if value.type == type:
        return value
    if value.type is None or value.type == ANY:
        return Unknown(value.references, value.shape, type, value.reason, value.direct)
    if not convertible(value.type, type):
        raise EvaluationError(f"{describe(type)} is required, and this will be {describe(value.type)}")
    if has_any(type):
        element = _element_type(value.type) if isinstance(type, tuple) and type[1] == ANY else None
        closed = value.type if element is None else (type[0], element)
        return Unknown(value.references, value.shape, closed, value.reason, value.direct)
    # the text of a number is another text: what is known of its structure no longer holds
    shape = value.shape if not isinstance(type, str) else None
    return Unknown(value.references, shape, type, value.reason, value.direct)


def _element_type(of: Type) -> Type | None:
    """Return the type that the elements of a collection have, or that those of a structure have in common."""
    if isinstance(of, str):
        return None
    kind, inner = of
    if kind == "object":
        inner = tuple(part for _, part in inner)
    element: Type | None = unify(inner) if kind in ("object", "tuple") else inner
    return element


_PRIMITIVES = {"string": to_string, "number": to_number, "bool": to_bool}


def convert(value: Value, type: Any) -> Value:
    """Convert a value to a type, which may be a type constraint with `Optional` attributes.

    Null stays null, unknown stays unknown with the new type, a sensitive value stays sensitive.

    Raises:
        EvaluationError: the value has no counterpart in the type.
    """
    if type == ANY or value is None:
        return value
    if isinstance(type, str):
        return _PRIMITIVES[type](value)
    kind = value.__class__
    if kind is Sensitive:
        return _marked(lambda inner: convert(inner, type), value.value)
    if kind is Unknown:
        return retyped(value, strip_optional(type))
    wanted, inner = type
    if wanted in ("list", "set", "map"):
        return _to_collection(value, wanted, inner)
    if wanted == "object" and isinstance(value, dict):
        return _to_object(value, inner)
    if wanted == "tuple" and isinstance(value, list) and kind not in (ListValue, SetValue):
        if len(value) != len(inner):
            raise EvaluationError(f"a tuple of {len(inner)} elements is required, and this one has {len(value)}")
        return [_element(part, of, index) for index, (part, of) in enumerate(zip(value, inner, strict=True))]
    raise _mismatch(value, type)


def _mismatch(value: Value, type: Type) -> EvaluationError:
    return EvaluationError(f"{describe(type)} is required, and this is {_article(value)}")


def _element(part: Value, type: Any, place: Any) -> Value:
    try:
        return convert(part, type)
    except EvaluationError as error:
        raise EvaluationError(f"element {place}: {error.message}") from None


def _to_collection(value: Value, wanted: str, inner: Any) -> Value:
    kind = type(value)
    collection: Any = {"list": ListValue, "set": SetValue, "map": MapValue}[wanted]
    if wanted == "map":
        if not isinstance(value, dict):
            raise _mismatch(value, (wanted, strip_optional(inner)))
    elif not isinstance(value, list):
        raise _mismatch(value, (wanted, strip_optional(inner)))
    if inner == ANY and kind in (ListValue, SetValue, MapValue):
        inner = value.element
    if kind is collection and value.element == inner:
        return value
    if not value and kind in (ListValue, SetValue, MapValue) and not convertible(value.element, strip_optional(inner)):
        raise _mismatch(value, (wanted, strip_optional(inner)))
    element = strip_optional(inner)
    if isinstance(value, dict):
        return make_map({key: _element(part, inner, f'"{key}"') for key, part in value.items()}, element)
    parts = [_element(part, inner, index) for index, part in enumerate(value)]
    return make_list(parts, element) if wanted == "list" else make_set(parts, element)


def _to_object(value: dict[str, Value], attributes: Iterable[tuple[str, Any]]) -> dict[str, Value]:
    out: dict[str, Value] = {}
    for name, of in attributes:
        part = value.get(name)
        if isinstance(of, Optional):
            if part is None:
                part = of.default
            out[name] = None if part is None else _attribute(part, of.type, name)
        elif part is None and name not in value:
            raise EvaluationError(f'attribute "{name}" is required')
        else:
            out[name] = _attribute(part, of, name)
    return out


def _attribute(part: Value, type: Any, name: str) -> Value:
    try:
        return convert(part, type)
    except EvaluationError as error:
        raise EvaluationError(f'attribute "{name}": {error.message}') from None


def make_list(parts: list[Value], element: Type | None = None) -> ListValue:
    """Return a list(T); without `element` (or with one that is open) the parts are brought to one type.

    Raises:
        EvaluationError: the parts have no type in common.
    """
    if element is None or (parts and has_any(element)):
        element, parts = _same_type(parts)
    return ListValue(parts, element)


def make_map(parts: dict[str, Value], element: Type | None = None) -> MapValue:
    """Return a map(T); without `element` (or with one that is open) the parts are brought to one type.

    Raises:
        EvaluationError: the parts have no type in common.
    """
    if element is None or (parts and has_any(element)):
        element, converted = _same_type(list(parts.values()))
        parts = dict(zip(parts, converted, strict=True))
    return MapValue(parts, element)


def make_set(parts: list[Value], element: Type | None = None) -> Value:
    """Return a set(T), sorted and without duplicates; one with a sensitive part is sensitive as a whole.

    Raises:
        EvaluationError: the parts have no type in common.
    """
    if element is None or (parts and has_any(element)):
        element, parts = _same_type(parts)
    if weigh(parts) & MARKED:
        return mark(make_set(plain(parts), element))
    if element == "string":
        try:
            return SetValue(sorted(set(parts)), element)
        except TypeError:
            pass  # nulls and unknowns among them have no order of their own
    unique: dict[Any, Value] = {}
    for part in parts:
        unique.setdefault(equality_key(part), part)
    return SetValue(sorted(unique.values(), key=set_order(element)), element)


def _same_type(parts: list[Value]) -> tuple[Type, list[Value]]:
    """Return the type that the parts have in common, and the parts converted to it."""
    check_parts(len(parts), "the collection")
    types = [type_of(part) for part in parts]
    distinct = list(dict.fromkeys(types))
    if not distinct:
        return ANY, parts
    if len(distinct) == 1:
        return distinct[0], parts
    element = unify(distinct)
    if element is None:
        raise EvaluationError("all elements must have the same type, and these have nothing in common")
    if element == ANY:
        return ANY, parts
    return element, [part if of == element else convert(part, element) for part, of in zip(parts, types, strict=True)]
