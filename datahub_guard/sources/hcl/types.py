"""Terraform's types: what type a value has, which types convert, and the one type that several have in common.

The rules are those of `cty` (`convert/unify.go`, `convert/conversion.go`) in the unsafe mode that Terraform uses for
conditionals, `tolist` and its kin. Types are written as `model.values` describes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from datahub_guard.model.values import ANY, ListValue, MapValue, Sensitive, SetValue, Type, Unknown, Value
from datahub_guard.sources.hcl.limits import MAX_NESTING


class Optional:
    """An attribute `optional(TYPE, DEFAULT)` of an object in a type constraint; stands where its type would."""

    __slots__ = ("default", "type")

    def __init__(self, type: Type, default: Value = None) -> None:
        self.type = type
        self.default = default

    def __repr__(self) -> str:
        return f"Optional({self.type!r}, {self.default!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Optional) and self.type == other.type and self.default == other.default

    def __hash__(self) -> int:
        return hash(self.type)


_PRIMITIVES: dict[Any, Type] = {
    str: "string",
    bool: "bool",
    int: "number",
    Fraction: "number",
    float: "number",
    type(None): ANY,
}
_COLLECTIONS = ("list", "set", "map")


def object_type(attributes: Iterable[tuple[str, Any]]) -> Type:
    """Return the object type with these attributes (types, or `Optional`), in the order that types are compared in."""
    return ("object", tuple(sorted(attributes, key=_name)))


def _name(attribute: tuple[str, Any]) -> str:
    return attribute[0]


def type_of(value: Value) -> Type:
    """Return the type of a value; `"any"` for null and for an unknown of which no type is known."""
    kind = type(value)
    primitive = _PRIMITIVES.get(kind)
    if primitive is not None:
        return primitive
    if kind is ListValue:
        return ("list", value.element)
    if kind is MapValue:
        return ("map", value.element)
    if kind is SetValue:
        return ("set", value.element)
    if kind is Unknown:
        return ANY if value.type is None else value.type
    if kind is Sensitive:
        return type_of(value.value)
    if isinstance(value, list):
        return ("tuple", tuple([type_of(part) for part in value]))
    if isinstance(value, dict):
        return ("object", tuple(sorted([(key, type_of(part)) for key, part in value.items()], key=_name)))
    return ANY


def describe(type: Type | Optional) -> str:
    """Write a type as a type constraint."""
    if isinstance(type, Optional):
        return f"optional({describe(type.type)})"
    if isinstance(type, str):
        return type
    kind, inner = type
    if kind == "object":
        return "object({" + ", ".join(f"{name} = {describe(of)}" for name, of in inner) + "})"
    if kind == "tuple":
        return "tuple([" + ", ".join(map(describe, inner)) + "])"
    return f"{kind}({describe(inner)})"


def kind_of(value: Value) -> str:
    """Name the kind of a value for a message: `string`, `list`, `object`, `null`..."""
    if value is None:
        return "null"
    of = type_of(value)
    return of if isinstance(of, str) else str(of[0])


def strip_optional(type: Any) -> Type:
    """Return the type that values of a type constraint have, without `optional()`."""
    if isinstance(type, str):
        return type
    if isinstance(type, Optional):
        return strip_optional(type.type)
    kind, inner = type
    if kind == "object":
        return (kind, tuple([(name, strip_optional(of)) for name, of in inner]))
    if kind == "tuple":
        return (kind, tuple([strip_optional(of) for of in inner]))
    return (kind, strip_optional(inner))


def has_any(type: Any) -> bool:
    """Tell whether a part of the type is still open."""
    if isinstance(type, str):
        return type == ANY
    if isinstance(type, Optional):
        return has_any(type.type)
    kind, inner = type
    if kind == "object":
        return any(has_any(of) for _, of in inner)
    if kind == "tuple":
        return any(map(has_any, inner))
    return has_any(inner)


def convertible(source: Type, target: Type) -> bool:
    """Tell whether some value of type `source` converts to `target`; it may still fail for one of them."""
    if source == target or ANY in (source, target):
        return True
    if isinstance(source, str) or isinstance(target, str):
        return isinstance(source, str) and isinstance(target, str) and "string" in (source, target)
    kind, inner = source
    wanted, wanted_inner = target
    if wanted in ("list", "set"):
        if kind == "tuple":
            return (unify(inner) if wanted_inner == ANY and inner else ANY) is not None and all(
                convertible(of, wanted_inner) for of in inner
            )
        return kind in ("list", "set") and convertible(inner, wanted_inner)
    if wanted == "map":
        if kind == "object":
            types = [of for _, of in inner]
            return (unify(types) if wanted_inner == ANY and types else ANY) is not None and all(
                convertible(of, wanted_inner) for of in types
            )
        return kind == "map" and convertible(inner, wanted_inner)
    if wanted == "object":
        if kind == "map":
            return all(convertible(inner, strip_optional(of)) for _, of in wanted_inner)
        return kind == "object" and _object_convertible(dict(inner), wanted_inner)
    return kind == "tuple" and len(inner) == len(wanted_inner) and all(map(convertible, inner, wanted_inner))


def _object_convertible(have: dict[str, Type], wanted: Iterable[tuple[str, Any]]) -> bool:
    return all(
        convertible(have[name], strip_optional(of)) if name in have else isinstance(of, Optional) for name, of in wanted
    )


def unify(types: Sequence[Type], depth: int = 0) -> Type | None:
    """Return the type that all of `types` convert to, or None when there is none."""
    if not types or depth > MAX_NESTING:
        return None
    first = types[0]
    for other in types:
        if other != first:
            break
    else:
        return first
    kinds = {of if isinstance(of, str) else of[0] for of in types}
    is_open = ANY in kinds
    kinds.discard(ANY)
    if len(kinds) == 1:
        (kind,) = kinds
        if kind in _COLLECTIONS or kind in ("object", "tuple"):
            return ANY if is_open else _unify_kind(kind, types, depth)
    if not is_open:
        found = None
        if kinds == {"map", "object"}:
            found = _unify_mixed("map", "object", types, depth)
        elif kinds == {"list", "tuple"}:
            found = _unify_mixed("list", "tuple", types, depth)
        if found is not None:
            return found
    if "object" in kinds and "tuple" in kinds:
        return None
    for wanted in sorted(types, key=_preference):
        if all(of == wanted or convertible(of, wanted) for of in types):
            return wanted
    return None


def _preference(type: Type) -> int:
    if isinstance(type, str):
        return {"string": 0, ANY: 9}.get(type, 1)
    return {"list": 2, "map": 2, "set": 3}.get(type[0], 4)


def _unify_kind(kind: str, types: Sequence[Any], depth: int) -> Type | None:
    if kind in _COLLECTIONS:
        element = unify([of[1] for of in types], depth + 1)
        return None if element is None else (kind, element)
    if kind == "object":
        names = [name for name, _ in types[0][1]]
        if any([name for name, _ in of[1]] != names for of in types[1:]):
            element = unify([part for of in types for _, part in of[1]], depth + 1)
            return None if element is None else ("map", element)
        columns = zip(*[[part for _, part in of[1]] for of in types], strict=True)
        unified = _unify_columns(columns, depth)
        return None if unified is None else ("object", tuple(zip(names, unified, strict=True)))
    if any(len(of[1]) != len(types[0][1]) for of in types[1:]):
        element = unify([part for of in types for part in of[1]], depth + 1)
        return None if element is None else ("list", element)
    unified = _unify_columns(zip(*[of[1] for of in types], strict=True), depth)
    return None if unified is None else ("tuple", tuple(unified))


def _unify_columns(columns: Iterable[tuple[Type, ...]], depth: int) -> list[Type] | None:
    unified: list[Type] = []
    for column in columns:
        of = unify(column, depth + 1)
        if of is None:
            return None
        unified.append(of)
    return unified


def _unify_mixed(collection: str, structure: str, types: Sequence[Any], depth: int) -> Type | None:
    """Unify maps with objects, or lists with tuples: the structures are taken for collections in disguise."""
    parts: list[Type] = []
    for of in types:
        if of[0] == structure:
            parts.extend(of[1] if structure == "tuple" else [part for _, part in of[1]])
    elements = [of[1] for of in types if of[0] == collection]
    inner = unify(parts, depth + 1) if parts else elements[0]
    if inner is None:
        return None
    element = unify([*elements, inner], depth + 1)
    return None if element is None else (collection, element)
