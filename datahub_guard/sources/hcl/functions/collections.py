"""Functions that look into lists, sets, maps, tuples and objects."""

from __future__ import annotations

from typing import Any

from datahub_guard.model.values import ANY, ListValue, MapValue, Number, SetValue, Type, Unknown, Value
from datahub_guard.sources.hcl.convert import convert
from datahub_guard.sources.hcl.equality import equal, equality_key
from datahub_guard.sources.hcl.errors import EvaluationError
from datahub_guard.sources.hcl.functions.graphemes import grapheme_count
from datahub_guard.sources.hcl.functions.signature import LIST, NUMBER, Function, Parameter, table, whole_number
from datahub_guard.sources.hcl.types import kind_of, type_of, unify
from datahub_guard.sources.hcl.unknowns import is_wholly_known, merged_unknown

_TUPLES = (list, ListValue)
_MAPS_ONLY = "a map or object is required, and this is {}"


def _length(value: Value) -> Value:
    if isinstance(value, Unknown):
        of = value.type
        if isinstance(of, tuple) and of[0] in ("tuple", "object"):
            return len(of[1])
        if of in ("number", "bool"):
            raise EvaluationError(f"a {of} has no length")
        return merged_unknown(value, type="number")
    if isinstance(value, str):
        return grapheme_count(value)
    if type(value) is SetValue and len(value) > 1 and not is_wholly_known(value):
        return merged_unknown(value, type="number")  # two unknown elements may turn out to be one
    if isinstance(value, (list, dict)):
        return len(value)
    raise EvaluationError(f"a string, list, set, map, tuple or object is required, and this is {kind_of(value)}")


def _keys(value: Value) -> Value:
    if isinstance(value, Unknown):
        of = value.type
        if isinstance(of, tuple) and of[0] == "object":
            return [name for name, _ in of[1]]
        return merged_unknown(value, type=("list", "string") if isinstance(of, tuple) else None)
    keys = sorted(_mapping(value))
    return ListValue(keys, "string") if type(value) is MapValue else keys


def _values(value: Value) -> Value:
    mapping = _mapping(value)
    values = [mapping[key] for key in sorted(mapping)]
    return ListValue(values, value.element) if type(value) is MapValue else values


def _values_type(value: Value) -> Type | None:
    of = type_of(value)
    return ("list", of[1]) if isinstance(of, tuple) and of[0] == "map" else None


def _mapping(value: Value) -> dict[str, Value]:
    if isinstance(value, dict):
        return value
    raise EvaluationError(_MAPS_ONLY.format(kind_of(value)))


def _lookup(mapping: Value, key: str, *default: Value) -> Value:
    if isinstance(mapping, Unknown):
        return merged_unknown(mapping, type=_lookup_type(mapping))
    entries = _mapping(mapping)
    if isinstance(mapping, MapValue) and default:
        default = (_default(default[0], mapping.element),)
    if key in entries:
        return entries[key]
    if default:
        return default[0]
    raise EvaluationError(f"there is no key {key!r}, and no default is given")


def _default(default: Value, element: Type) -> Value:
    try:
        return convert(default, element)
    except EvaluationError as error:
        raise EvaluationError(f"the default must have the type of the map's elements: {error.message}") from None


def _lookup_type(mapping: Value, *_: Value) -> Type | None:
    of: Any = type_of(mapping)
    if of == ANY:
        return None
    if isinstance(of, str) or of[0] not in ("map", "object"):
        raise EvaluationError(_MAPS_ONLY.format(of if isinstance(of, str) else of[0]))
    return _inner(of) if of[0] == "map" else None


def _element(items: Value, index: Number) -> Value:
    position = whole_number(index)
    if type(items) not in _TUPLES:
        raise EvaluationError(f"a list or tuple is required, and this is {kind_of(items)}")
    if not items:
        raise EvaluationError("an empty list has no elements")
    if position < 0 and type(items) is list:
        raise EvaluationError("the index into a tuple must not be negative")
    return items[position % len(items)]


def _element_type(items: Value, index: Value) -> Type | None:
    of = type_of(items)
    if isinstance(of, tuple) and of[0] == "list":
        return _inner(of)
    if isinstance(of, tuple) and of[0] == "tuple" and type(index) is int and of[1]:
        return _inner(of, index % len(of[1]))
    return None


def _inner(of: Any, position: int | None = None) -> Type | None:
    """Return the element type of a collection, or that of one element of a tuple."""
    element: Type = of[1] if position is None else of[1][position]
    return None if element == ANY else element


def _index(items: Value, wanted: Value) -> Value:
    if type(items) not in _TUPLES:
        raise EvaluationError(f"a list or tuple is required, and this is {kind_of(items)}")
    for position, item in enumerate(items):
        same = equal(item, wanted)
        if isinstance(same, Unknown):
            return merged_unknown(same, type="number")
        if same:
            return position
    raise EvaluationError("the item is not in the list")


def _contains(items: Value, wanted: Value) -> Value:
    if not isinstance(items, list):
        raise EvaluationError(f"a list, tuple or set is required, and this is {kind_of(items)}")
    if type(wanted) is str and wanted in items:
        return True
    undecided: list[Value] = []
    for item in items:
        same = equal(item, wanted)
        if isinstance(same, Unknown):
            undecided.append(same)
        elif same:
            return True
    return merged_unknown(*undecided, type="bool") if undecided else False


def _slice(items: Value, start: Number, end: Number) -> Value:
    if type(items) not in _TUPLES:
        raise EvaluationError(f"a list or tuple is required, and this is {kind_of(items)}")
    first, last = whole_number(start), whole_number(end)
    if not 0 <= first <= last <= len(items):
        raise EvaluationError(f"there is no part from {first} to {last} of a list of {len(items)}")
    return _like(items, items[first:last])


def _like(items: Value, part: list[Value]) -> Value:
    return ListValue(part, items.element) if isinstance(items, (ListValue, SetValue)) else list(part)


def _reverse(items: Value) -> Value:
    if not isinstance(items, list):
        raise EvaluationError(f"a list, tuple or set is required, and this is {kind_of(items)}")
    return _like(items, items[::-1])


def _same_type(items: Value, *_: Value) -> Type | None:
    of = type_of(items)
    if isinstance(of, tuple) and of[0] == "set":
        return ("list", of[1])
    return of if isinstance(of, tuple) and of[0] == "list" else None


def _sort(items: Value) -> Value:
    if None in items:
        raise EvaluationError(f"element {items.index(None)} is null")
    if not is_wholly_known(items):
        return ListValue([merged_unknown(items, type="string")] * len(items), "string")
    return ListValue(sorted(items), "string")


def _distinct(items: Value) -> Value:
    unique: dict[Any, Value] = {}
    for item in items:
        unique.setdefault(equality_key(item), item)
    return ListValue(unique.values(), items.element)


def _compact(items: Value) -> Value:
    return ListValue([item for item in items if item is not None and item != ""], "string")


def _chunklist(items: Value, size: Number) -> Value:
    length = whole_number(size)
    if length < 0:
        raise EvaluationError("the size must not be negative")
    of: Type = ("list", items.element)
    if length == 0:
        return ListValue([items] if items else [], of)
    starts = range(0, len(items), length)
    return ListValue([ListValue(items[start : start + length], items.element) for start in starts], of)


def _matchkeys(values: Value, keys: Value, wanted: Value) -> Value:
    if len(values) != len(keys):
        raise EvaluationError(f"there are {len(values)} values and {len(keys)} keys")
    of = unify([("list", keys.element), ("list", wanted.element)])
    if of is None:
        raise EvaluationError("the keys and what is searched for must have one type")
    if not wanted:
        return ListValue([], values.element)
    if not (is_wholly_known(keys) and is_wholly_known(wanted) and is_wholly_known(values)):
        return merged_unknown(values, keys, wanted, type=("list", values.element))
    found = {equality_key(item) for item in convert(wanted, of)}
    pairs = zip(values, convert(keys, of), strict=True)
    return ListValue([value for value, key in pairs if equality_key(key) in found], values.element)


def _one(items: Value) -> Value:
    if type(items) is SetValue and len(items) > 1 and not is_wholly_known(items):
        return merged_unknown(items, type=items.element)
    if not isinstance(items, list) or len(items) > 1:
        raise EvaluationError("a list, set or tuple with either no or one element is required")
    return items[0] if items else None


def _one_type(items: Value) -> Type | None:
    of = type_of(items)
    if isinstance(of, tuple) and of[0] in ("list", "set"):
        return _inner(of)
    if isinstance(of, tuple) and of[0] == "tuple" and len(of[1]) == 1:
        return _inner(of, 0)
    return None


def _alltrue(items: Value) -> Value:
    for item in items:
        if isinstance(item, Unknown):
            return merged_unknown(item, type="bool")
        if not item:
            return False
    return True


def _anytrue(items: Value) -> Value:
    undecided = [item for item in items if isinstance(item, Unknown)]
    if any(item is True for item in items):
        return True
    return merged_unknown(*undecided, type="bool") if undecided else False


def _coalesce(*values: Value) -> Value:
    of = unify([type_of(value) for value in values])
    if of is None:
        raise EvaluationError("the arguments must have one type")
    for position, value in enumerate(values):
        value = convert(value, of)
        if isinstance(value, Unknown):
            return merged_unknown(*values[position:], type=None if of == ANY else of)
        if value is not None and not (of == "string" and value == ""):
            return value
    raise EvaluationError("every argument is null or an empty string")


def _coalescelist(*lists: Value) -> Value:
    if not lists:
        raise EvaluationError("at least one list is required")
    for items in lists:
        if items is not None and not isinstance(items, Unknown) and type(items) not in _TUPLES:
            raise EvaluationError(f"lists or tuples are required, and this is {kind_of(items)}")
    for position, items in enumerate(lists):
        if isinstance(items, Unknown):
            return merged_unknown(*lists[position:])
        if items:
            return items
    raise EvaluationError("every list is null or empty")


_VIEWED = Parameter(ANY, marked=True, reference=True)
_LENGTHY = Parameter(ANY, unknown=True, marked=True, reference=True)
_LISTED = Parameter(ANY, reference=True)
_CANDIDATE = Parameter(ANY, null=True, unknown=True)
_STRINGS: Type = ("list", "string")
_BOOLS = Parameter(("list", "bool"))

FUNCTIONS = table(
    Function("alltrue", _alltrue, _BOOLS, returns="bool"),
    Function("anytrue", _anytrue, _BOOLS, returns="bool"),
    Function("chunklist", _chunklist, LIST, NUMBER, returns=lambda items, _: ("list", type_of(items))),
    Function("coalesce", _coalesce, _CANDIDATE, rest=_CANDIDATE),
    Function("coalescelist", _coalescelist, rest=_CANDIDATE),
    Function("compact", _compact, Parameter(_STRINGS), returns=_STRINGS, whole=True),
    Function("contains", _contains, Parameter(ANY), Parameter(ANY), returns="bool"),
    Function("distinct", _distinct, LIST, returns=_same_type, whole=True),
    Function("element", _element, _VIEWED, NUMBER, returns=_element_type),
    Function("index", _index, Parameter(ANY), Parameter(ANY), returns="number"),
    Function("keys", _keys, _LENGTHY),
    Function("length", _length, _LENGTHY, returns="number"),
    Function(
        "lookup",
        _lookup,
        Parameter(ANY, marked=True, reference=True),
        Parameter("string"),
        rest=Parameter(ANY, raw=True),
        most=3,
        returns=_lookup_type,
    ),
    Function("matchkeys", _matchkeys, LIST, LIST, LIST, returns=_same_type),
    Function("one", _one, _VIEWED, returns=_one_type),
    Function("reverse", _reverse, _VIEWED, returns=_same_type),
    Function("slice", _slice, _VIEWED, NUMBER, NUMBER, returns=_same_type),
    Function("sort", _sort, Parameter(_STRINGS), returns=_STRINGS),
    Function("values", _values, _VIEWED, returns=_values_type),
)
