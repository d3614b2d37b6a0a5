"""Functions that make new lists, sets and maps of several."""

from __future__ import annotations

import itertools

from datahub_guard.model.values import ANY, ListValue, MapValue, Sensitive, SetValue, Type, Unknown, Value
from datahub_guard.sources.hcl.convert import convert, make_list, make_set
from datahub_guard.sources.hcl.equality import equality_key
from datahub_guard.sources.hcl.errors import EvaluationError
from datahub_guard.sources.hcl.functions.signature import Function, Parameter, table
from datahub_guard.sources.hcl.limits import MAX_PARTS, check_parts
from datahub_guard.sources.hcl.marks import mark
from datahub_guard.sources.hcl.scope import Reference
from datahub_guard.sources.hcl.types import describe, kind_of, type_of, unify
from datahub_guard.sources.hcl.unknowns import is_wholly_known, merged_unknown

_SEQUENCES = ("list", "set", "tuple")


def _merge(*mappings: Value) -> Value:
    merged: dict[str, Value] = {}
    unknown: list[Unknown] = []
    for mapping in mappings:
        if isinstance(mapping, dict):
            merged.update(mapping)
        elif isinstance(mapping, Unknown):
            if mapping.type not in (None, ANY) and (isinstance(mapping.type, str) or mapping.type[0] not in _MAPS):
                raise EvaluationError("maps or objects are required")
            # it may override what came before
            merged = {key: merged_unknown(value, mapping) for key, value in merged.items()}
            unknown.append(mapping)
        elif mapping is not None:
            raise EvaluationError(f"maps or objects are required, and this is {kind_of(mapping)}")
    if unknown:
        return merged_unknown(*unknown, type=_merged_type(*mappings), shape=("object", merged))
    of = _merged_type(*mappings)
    return MapValue(merged, of[1]) if isinstance(of, tuple) and of[0] == "map" else merged


_MAPS = ("map", "object")


def _merged_type(*mappings: Value) -> Type | None:
    """Return the type that all arguments have, if there is one that says more than "object"."""
    types = {type_of(mapping) for mapping in mappings}
    return types.pop() if len(types) == 1 and ANY not in types else None


def _concat(*lists: Value) -> Value:
    if not lists:
        raise EvaluationError("at least one list is required")
    types = [type_of(items) for items in lists]
    for of in types:
        if of != ANY and (isinstance(of, str) or of[0] not in ("list", "tuple")):
            raise EvaluationError(f"lists or tuples are required, and this is {of if isinstance(of, str) else of[0]}")
    common = unify(types) if all(isinstance(of, tuple) and of[0] == "list" for of in types) else None
    if any(isinstance(items, Unknown) for items in lists):
        return merged_unknown(*lists, type=common, shape=("concat", list(lists)))
    parts = list(itertools.chain.from_iterable(lists))
    check_parts(len(parts), "the list")
    return convert(parts, common) if common is not None else parts


def _flatten(items: Value) -> Value:
    if not isinstance(items, list):
        raise EvaluationError(f"a list, set or tuple is required, and this is {kind_of(items)}")
    flat: list[Value] = []
    holes: list[Unknown] = []
    marked = False
    pending = [iter(items)]
    walked = 0
    while pending:
        for item in pending[-1]:
            walked += 1
            if walked > MAX_PARTS:
                check_parts(walked, "the list")
            inner = _opened(item)
            if isinstance(inner, list):
                marked = marked or isinstance(item, Sensitive)
                pending.append(iter(inner))
                break
            if _is_stretch(inner):
                holes.append(inner)
            flat.append(inner)
        else:
            pending.pop()
    result = merged_unknown(*holes, shape=("concat", _stretches(flat))) if holes else flat
    return mark(result) if marked else result


def _opened(item: Value) -> Value:
    """Return the list that an element is, the Unknown that will be one, or the element itself.

    Like Terraform, it takes an unknown of which no type is known for one element.
    """
    inner = item.value if isinstance(item, Sensitive) else item
    if isinstance(inner, Reference):
        splat = inner.as_splat()
        inner = inner if isinstance(splat, list) and len(splat) == 1 and splat[0] is inner else splat
    if type(inner) is SetValue and len(inner) > 1 and not is_wholly_known(inner):
        return merged_unknown(inner, type=type_of(inner))  # two of its elements may turn out to be one
    return inner if isinstance(inner, list) or _is_stretch(inner) else item


def _is_stretch(item: Value) -> bool:
    """Tell whether an unknown element will be a list of elements."""
    return isinstance(item, Unknown) and isinstance(item.type, tuple) and item.type[0] in _SEQUENCES


def _stretches(flat: list[Value]) -> list[Value]:
    """Return the known stretches as lists, with what may be a list itself between them."""
    stretches: list[Value] = []
    for item in flat:
        if _is_stretch(item):
            stretches.append(item)
        elif stretches and isinstance(stretches[-1], list):
            stretches[-1].append(item)
        else:
            stretches.append([item])
    return stretches


def _zipmap(keys: Value, values: Value) -> Value:
    if type(values) not in (list, ListValue):
        raise EvaluationError(f"the values must be a list or tuple, and this is {kind_of(values)}")
    of: Type | None = ("map", values.element) if isinstance(values, ListValue) else None
    known = {key: value for key, value in zip(keys, values, strict=False) if isinstance(key, str)}
    if not is_wholly_known(keys):
        return merged_unknown(keys, type=of, shape=("object", known))
    if len(keys) != len(values):
        raise EvaluationError(f"there are {len(keys)} keys and {len(values)} values")
    if None in keys:
        raise EvaluationError(f"key {keys.index(None)} is null")
    return MapValue(known, values.element) if isinstance(values, ListValue) else known


def _zipmap_type(keys: Value, values: Value) -> Type | None:
    of = type_of(values)
    if of != ANY and (isinstance(of, str) or of[0] not in ("list", "tuple")):
        raise EvaluationError(f"the values must be a list or tuple, and this will be a {describe(of)}")
    return ("map", of[1]) if isinstance(of, tuple) and of[0] == "list" else None


def _transpose(lists: Value) -> Value:
    out: dict[str, list[Value]] = {}
    for key in sorted(lists):
        if lists[key] is None:
            raise EvaluationError(f"the list of {key!r} is null")
        for name in lists[key]:
            if name is None:
                raise EvaluationError(f"the list of {key!r} has a null in it")
            out.setdefault(name, []).append(key)
    return MapValue({name: ListValue(sorted(out[name]), "string") for name in sorted(out)}, ("list", "string"))


def _setproduct(*factors: Value) -> Value:
    if len(factors) < 2:
        raise EvaluationError("at least two sets or lists are required")
    columns: list[Value] = []
    total = 1
    for factor in factors:
        if not isinstance(factor, list):
            raise EvaluationError(f"sets or lists are required, and this is {kind_of(factor)}")
        columns.append(factor if isinstance(factor, (ListValue, SetValue)) else make_list(factor))
        total *= len(factor)
    check_parts(total * len(factors), "the product")
    element: Type = ("tuple", tuple(column.element for column in columns))
    product = [list(row) for row in itertools.product(*columns)]
    if any(isinstance(factor, SetValue) for factor in factors):
        if len(product) > 1 and not all(map(is_wholly_known, factors)):
            return merged_unknown(*factors, type=("set", element))
        return make_set(product, element)
    return ListValue(product, element)


def _same_sets(sets: tuple[Value, ...]) -> tuple[list[Value], Type]:
    """Return the sets with their elements brought to one type, and that type."""
    types = [of.element for of in sets if of or of.element != ANY]
    element = unify(types) if types else ANY
    if element is None:
        raise EvaluationError("the elements of the sets must have one type")
    return [convert(of, ("set", element)) for of in sets], element


def _setunion(*sets: Value) -> Value:
    same, element = _same_sets(sets)
    return make_set(list(itertools.chain.from_iterable(same)), element)


def _setintersection(*sets: Value) -> Value:
    same, element = _same_sets(sets)
    first, *others = same
    keys = [set(map(equality_key, other)) for other in others]
    return SetValue([item for item in first if all(equality_key(item) in of for of in keys)], element)


def _setsubtract(minuend: Value, subtrahend: Value) -> Value:
    (first, second), element = _same_sets((minuend, subtrahend))
    keys = set(map(equality_key, second))
    return SetValue([item for item in first if equality_key(item) not in keys], element)


def _common_set(*sets: Value) -> Type | None:
    """Return the type that sets of which some are unknown will have in common."""
    elements = [of[1] for of in map(type_of, sets) if isinstance(of, tuple) and of[0] == "set"]
    element = unify(elements) if elements else ANY
    if element is None:
        raise EvaluationError("the elements of the sets must have one type")
    return ("set", element)


_SET = Parameter(("set", ANY))
_STRINGS = Parameter(("list", "string"), unknown=False)

FUNCTIONS = table(
    Function("concat", _concat, rest=Parameter(ANY, unknown=True, marked=True, reference=True)),
    Function("flatten", _flatten, Parameter(ANY, marked=True, reference=True), returns=ANY),
    Function("merge", _merge, rest=Parameter(ANY, null=True, unknown=True, marked=True, reference=True)),
    Function("setintersection", _setintersection, _SET, rest=_SET, returns=_common_set, whole=True),
    Function("setproduct", _setproduct, rest=Parameter(ANY, marked=True), returns=ANY),
    Function("setsubtract", _setsubtract, _SET, _SET, returns=_common_set, whole=True),
    Function("setunion", _setunion, _SET, rest=_SET, returns=_common_set),
    Function(
        "transpose",
        _transpose,
        Parameter(("map", ("list", "string"))),
        returns=("map", ("list", "string")),
        whole=True,
    ),
    Function("zipmap", _zipmap, _STRINGS, Parameter(ANY, marked=True, reference=True), returns=_zipmap_type),
)
