"""Values out of a plan: what is known, with holes for what is not and marks for what is sensitive.

`after`, `after_unknown` and `after_sensitive` are three trees of one form: a hole is `true` in the second and absent or
null in the first; a secret is `true` in the third. Nested blocks lose what the configuration does not write: inside of
them the provider fills null, "", 0, false and its defaults in, and not always the same of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from datahub_guard.model.schema import AttributeSchema, BlockSchema, NestedBlock
from datahub_guard.model.values import ListValue, MapValue, Sensitive, SetValue, Type, Unknown, Value
from datahub_guard.sources.plan.configuration import blocks_of

NO_BLOCK = "the plan does not tell an omitted block from a dynamic one whose content is not known"
MAX_NESTING = 100
_TOO_DEEP = Unknown(reason="it is nested more than 100 levels deep")

_SCALARS = frozenset((str, int, bool, type(None)))

Hole: TypeAlias = "Callable[[list[Any], Type | None], Unknown]"
"""Makes the unknown for the expressions (of the configuration) that an unknown part has, and its type."""


class Origin:
    """Where the unknown parts of one instance come from: `hole` makes one.

    `null` tells whether expressions that give an unknown for an argument that the provider may choose must be null.
    """

    __slots__ = ("hole", "null")

    def __init__(self, hole: Hole, null: Callable[[list[Any]], bool]) -> None:
        self.hole = hole
        self.null = null

    def filling(self, expressions: list[Any], type: Type | None) -> Callable[[], Unknown]:
        """What makes the holes in one argument."""
        return lambda: self.hole(expressions, type)


def value_of(
    after: Any, unknown: Any, sensitive: Any, type: Type | None, hole: Callable[[], Unknown], depth: int = 0
) -> Value:
    """The value of an argument of the given type; `hole` makes what stands for an unknown part."""
    if unknown is True:
        return hole()
    if depth > MAX_NESTING:
        return _TOO_DEEP
    value: Value
    if isinstance(after, dict) or (after is None and isinstance(unknown, dict) and unknown):
        value = _object(after or {}, unknown, sensitive, type, hole, depth)
    elif isinstance(after, list):
        value = _sequence(after, unknown, sensitive, type, hole, depth)
    else:
        value = after
    if sensitive is True and value is not None and not isinstance(value, Unknown):
        return Sensitive(value)
    return value


def _object(
    after: dict[str, Any], unknown: Any, sensitive: Any, kind: Type | None, hole: Callable[[], Unknown], depth: int
) -> Value:
    holes = unknown if isinstance(unknown, dict) else {}
    marks = sensitive if isinstance(sensitive, dict) else {}
    types: Mapping[str, Type] = {}
    element: Type | None = kind[1] if isinstance(kind, tuple) and kind[0] == "map" else None
    if not holes and not marks and _SCALARS.issuperset(map(type, after.values())):
        return after if element is None else MapValue(after, element)
    if isinstance(kind, tuple) and kind[0] == "object":
        types = dict(kind[1])
    parts = {
        name: value_of(part, holes.get(name), marks.get(name), types.get(name, element), hole, depth + 1)
        for name, part in after.items()
    }
    for name, part in holes.items():
        if name not in after and part:
            parts[name] = value_of(None, part, marks.get(name), types.get(name, element), hole, depth + 1)
    return parts if element is None else MapValue(parts, element)


def _sequence(
    after: list[Any], unknown: Any, sensitive: Any, kind: Type | None, hole: Callable[[], Unknown], depth: int
) -> Value:
    holes = unknown if isinstance(unknown, list) else ()
    marks = sensitive if isinstance(sensitive, list) else ()
    element: Type | None = kind[1] if isinstance(kind, tuple) and kind[0] in ("list", "set") else None
    if True not in holes and True not in marks and _SCALARS.issuperset(map(type, after)):
        parts = after
    else:
        parts = [
            value_of(
                part,
                holes[i] if i < len(holes) else None,
                marks[i] if i < len(marks) else None,
                element,
                hole,
                depth + 1,
            )
            for i, part in enumerate(after)
        ]
    if element is None or not isinstance(kind, tuple):
        return parts
    return SetValue(parts, element) if kind[0] == "set" else ListValue(parts, element)


# -- nested blocks ------------------------------------------------------------------------------------------------


class Written:
    """What the configuration writes in a nested block: `bodies` are the blocks that it may be, and `certain` tells
    that they are all there are, so that what none of them has is omitted."""

    __slots__ = ("bodies", "certain")

    def __init__(self, bodies: list[dict[str, Any]], certain: bool) -> None:
        self.bodies = bodies
        self.certain = certain

    def under(self, name: str) -> list[Any]:
        """What is written under a name, in any of the blocks."""
        return [body[name] for body in self.bodies if name in body]


def blocks_value(
    after: Any,
    unknown: Any,
    sensitive: Any,
    schema: NestedBlock | None,
    written: list[Any],
    origin: Origin,
    depth: int = 0,
) -> Value:
    """The nested blocks of one kind: a list of objects, or an object or map where the schema nests them so.

    `written` is what the configuration has under the block's name, in each block around it that this may be.
    """
    nesting = schema.nesting if schema is not None else "list"
    inner = schema.block if schema is not None else None
    static = [block for part in written for block in blocks_of(part)]
    if depth > MAX_NESTING:
        return _TOO_DEEP
    if nesting in ("single", "group") or (isinstance(after, dict) and nesting != "map"):
        return block_value(after, unknown, sensitive, inner, Written(static, bool(static)), origin, depth)
    if isinstance(after, dict):
        holes, marks = _dict(unknown), _dict(sensitive)
        some = Written(static, False)
        return {
            key: block_value(part, holes.get(key), _mark(sensitive, marks.get(key)), inner, some, origin, depth)
            for key, part in after.items()
        }
    items = after if isinstance(after, list) else []
    holes_list = unknown if isinstance(unknown, list) else []
    marks_list = sensitive if isinstance(sensitive, list) else []
    size = max(len(items), len(holes_list))
    out: list[Value] = []
    for i in range(size):
        body = _written(static, i, size, nesting, len(written))
        item = items[i] if i < len(items) else None
        hole = holes_list[i] if i < len(holes_list) else None
        mark = _mark(sensitive, marks_list[i] if i < len(marks_list) else None)
        out.append(block_value(item, hole, mark, inner, body, origin, depth))
    return out


def _written(static: list[dict[str, Any]], index: int, size: int, nesting: str, parents: int) -> Written:
    """The blocks of the configuration that the block at `index` of `size` may be.

    A list keeps the order of the text; a set does not. Where there are fewer in the text, a dynamic block makes some.
    """
    if len(static) == size and nesting == "list" and parents == 1:
        return Written([static[index]], True)
    return Written(static, bool(static) and len(static) >= size)


def _mark(whole: Any, part: Any) -> Any:
    return True if whole is True else part


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def block_value(
    after: Any, unknown: Any, sensitive: Any, schema: BlockSchema | None, written: Written, origin: Origin, depth: int
) -> Value:
    """One nested block: an object of what is written in it."""
    if unknown is True:
        return origin.hole(list(written.bodies), None)
    values, holes, marks = _dict(after), _dict(unknown), _dict(sensitive)
    out: dict[str, Value] = {}
    for name in [*values, *(name for name in holes if name not in values)]:
        part = schema.get(name) if schema is not None else None
        value, hole, mark = values.get(name), holes.get(name), _mark(sensitive, marks.get(name))
        if isinstance(part, NestedBlock) or (part is None and _looks_nested(value)):
            nested = part if isinstance(part, NestedBlock) else None
            if hole is True:
                under = written.under(name)
                out[name] = origin.hole(under, None) if under else Unknown(reason=NO_BLOCK)
            elif value or written.under(name):
                out[name] = blocks_value(value, hole, mark, nested, written.under(name), origin, depth + 1)
            continue
        attribute = part if isinstance(part, AttributeSchema) else None
        if _counts(name, value, hole, attribute, written, origin):
            kind = attribute.type if attribute is not None else None
            if attribute is not None and attribute.sensitive:
                mark = True
            under = written.under(name)
            out[name] = value_of(value, hole, mark, kind, origin.filling(under, kind), depth + 1)
    return out


def _counts(
    name: str, value: Any, hole: Any, attribute: AttributeSchema | None, written: Written, origin: Origin
) -> bool:
    """Whether an attribute of a nested block is given by the configuration, as far as that can be told."""
    under = written.under(name)
    if hole is True:
        if attribute is not None and attribute.computed:
            return attribute.optional and (bool(under) or not written.certain) and not (under and origin.null(under))
        return bool(under) or not written.certain
    if value is None:
        return False
    if under:
        # a block in a set has "" for what only its siblings write
        return value != "" or len(written.bodies) == 1
    if written.certain:
        return False
    if attribute is not None and not attribute.configurable:
        return False
    # "" and empty collections say nothing; false and 0 may have been written in a dynamic block
    return value not in ("", [], {})


def _looks_nested(value: Any) -> bool:
    """Whether a value of no schema is made of nested blocks, as far as that can be told."""
    return isinstance(value, list) and bool(value) and all(isinstance(part, dict) for part in value)
