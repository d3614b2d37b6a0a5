"""An instance of which both the plan and the HCL are there: the plan says what it is, the HCL where that stands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from datahub_guard.model.paths import Path
from datahub_guard.model.places import Place, Related
from datahub_guard.model.resource import UNSET, Attributes, Unset
from datahub_guard.model.schema import AttributeSchema, BlockSchema, NestedBlock, element_object
from datahub_guard.model.values import SetValue, Type, Unknown, Value, reveal
from datahub_guard.sources.filling import filled
from datahub_guard.sources.hcl.body import META_BLOCKS
from datahub_guard.sources.plan.attributes import PlanAttributes
from datahub_guard.sources.plan.configuration import as_list, as_object
from datahub_guard.sources.plan.values import MAX_NESTING, value_of

_HOLE = Unknown()


class JoinedAttributes:
    """Values of `plan`, with what the HCL knows in the place of what the plan does not.

    The HCL tells which arguments and blocks are written, and in which order: what the plan fills in besides is left
    out, as it is where there is only the HCL.
    """

    __slots__ = ("hcl", "plan")

    def __init__(self, plan: PlanAttributes, hcl: Attributes) -> None:
        self.plan = plan
        self.hcl = hcl

    def __repr__(self) -> str:
        return f"JoinedAttributes({self.plan.address})"

    def names(self) -> Iterable[str]:
        """See `Attributes.names`."""
        return self.hcl.names()

    def read(self, name: str) -> Value | Unset:
        """See `Attributes.read`."""
        written = self.hcl.read(name)
        if name in META_BLOCKS:
            return written
        schema = self.plan.schema()
        part = schema.get(name) if schema is not None else None
        if written is None or written is UNSET or (isinstance(part, AttributeSchema) and not part.configurable):
            computed = self.plan.computed_value(name)
            return written if computed is UNSET or type(computed) is Unknown else computed
        after, unknown, marks = self.plan.raw(name)
        if isinstance(part, NestedBlock):
            found = _blocks(after, unknown, marks, written, part.block, part.nesting, 0)
        elif isinstance(part, AttributeSchema) and element_object(part) is not None and _is_objects(written):
            found = _blocks(after, unknown, marks, written, None, part.type[0], 0)
        else:
            kind = part.type if isinstance(part, AttributeSchema) else None
            return _argument(after, unknown, marks, written, kind)
        if found is not None:
            return found
        alone = self.plan.read(name)
        return [] if alone is UNSET else alone

    def searched(self) -> Iterable[Value | Unset]:
        """See `Attributes.searched`."""
        return map(self.read, self.names())

    def accepts(self, name: str) -> bool:
        """See `Attributes.accepts`."""
        return self.hcl.accepts(name)

    def default(self, path: Path) -> tuple[bool, Value]:
        """See `Attributes.default`."""
        return self.plan.default(path)

    def place(self, path: Path) -> Place:
        """See `Attributes.place`."""
        return self.hcl.place(path)

    def origins(self, path: Path) -> tuple[str, ...]:
        """See `Attributes.origins`."""
        return self.hcl.origins(path)

    def related(self) -> tuple[Related, ...]:
        """See `Attributes.related`."""
        return self.hcl.related()


def _argument(after: Any, unknown: Any, marks: Any, written: Value, kind: Type | None) -> Value:
    """An argument that is written: the plan's value, its holes filled from the HCL's."""
    value = value_of(after, unknown, marks, kind, lambda: _HOLE)
    if value is None and type(written) is Unknown:
        return None
    return filled(value, written)


# -- nested blocks ------------------------------------------------------------------------------------------------


def _blocks(
    after: Any, unknown: Any, marks: Any, written: Value, schema: BlockSchema | None, nesting: str, depth: int
) -> Value | None:
    """The nested blocks in the order of the HCL; `None` where the two cannot be matched."""
    if unknown is True or depth > MAX_NESTING:
        return written
    if isinstance(written, dict):
        if nesting == "map":
            return _mapped(after, unknown, marks, written, schema, depth)
        return _block(after, unknown, marks, written, schema, depth) if isinstance(after, dict) else None
    bodies, items = as_list(written), as_list(after)
    if len(bodies) != len(items) or not all(isinstance(body, dict) for body in bodies):
        return None
    order = _matched(items, bodies) if nesting == "set" else range(len(items))
    if order is None:
        return None
    out = []
    for body, index in zip(bodies, order, strict=True):
        hole, mark = _item(unknown, index), _item(marks, index)
        out.append(_block(items[index], hole, mark, body, schema, depth))
    return out


def _mapped(
    after: Any, unknown: Any, marks: Any, written: dict[str, Value], schema: BlockSchema | None, depth: int
) -> Value | None:
    values, holes, secret = as_object(after), as_object(unknown), as_object(marks)
    if values.keys() != written.keys():
        return None
    return {k: _block(values[k], holes.get(k), secret.get(k), body, schema, depth) for k, body in written.items()}


def _block(
    after: Any, unknown: Any, marks: Any, written: dict[str, Value], schema: BlockSchema | None, depth: int
) -> dict[str, Value]:
    """One nested block: what is written in it."""
    values, holes, secret = as_object(after), as_object(unknown), as_object(marks)
    out: dict[str, Value] = {}
    for name, value in written.items():
        part = schema.get(name) if schema is not None else None
        now, hole = values.get(name), True if unknown is True else holes.get(name)
        mark = True if marks is True else secret.get(name)
        if value is None:
            out[name] = None
        elif isinstance(part, NestedBlock):
            found = _blocks(now, hole, mark, value, part.block, part.nesting, depth + 1)
            out[name] = value if found is None else found
        else:
            kind = part.type if isinstance(part, AttributeSchema) else None
            out[name] = _argument(now, hole, mark, value, kind)
    return out


def _matched(items: list[Any], bodies: list[dict[str, Value]]) -> list[int] | None:
    """For each block of the HCL the element of the plan's set that it is; `None` where one has none."""
    free = list(range(len(items)))
    order = []
    for body in bodies:
        fitting = [(_likeness(as_object(items[i]), body), -i) for i in free]
        best = max((pair for pair in fitting if pair[0] >= 0), default=None)
        if best is None:
            return None
        free.remove(-best[1])
        order.append(-best[1])
    return order


def _likeness(item: dict[str, Any], body: dict[str, Value]) -> int:
    """How much of a block is the same in both; negative where something is not."""
    same = 0
    for name, value in body.items():
        value = reveal(value)
        now = item.get(name)
        if type(value) is Unknown or value is None or now is None or isinstance(value, dict):
            continue
        if isinstance(value, list):
            if value and isinstance(value[0], (dict, Unknown)):
                continue
            if not isinstance(now, list) or sorted(map(_text, value)) != sorted(map(_text, now)):
                return -1
        elif _text(value) != _text(now):
            return -1
        same += 1
    return same


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _item(tree: Any, index: int) -> Any:
    if isinstance(tree, list):
        return tree[index] if index < len(tree) else None
    return True if tree is True else None


def _is_objects(value: Value) -> bool:
    return isinstance(value, list) and not isinstance(value, SetValue) and all(isinstance(part, dict) for part in value)
