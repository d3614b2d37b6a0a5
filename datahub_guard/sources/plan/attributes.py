"""What a plan says about one instance, read as rules read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from datahub_guard.model.paths import Path
from datahub_guard.model.places import Place, Related
from datahub_guard.model.resource import UNSET, Unset
from datahub_guard.model.schema import AttributeSchema, BlockSchema, NestedBlock, element_object
from datahub_guard.model.values import Type, Unknown, Value, reveal
from datahub_guard.sources.plan.configuration import as_object, expressions_at, is_expression, references_in
from datahub_guard.sources.plan.references import Where
from datahub_guard.sources.plan.values import NO_BLOCK, Origin, blocks_value, value_of

if TYPE_CHECKING:
    from datahub_guard.sources.plan.plan import Plan

_COMPUTED_ALWAYS = frozenset({"id", "tags_all"})
"""Declared optional by the providers' SDK, and yet never written: what the plan has is what will be."""

_ABSENT: Any = object()
_DYNAMIC = "it stands in a dynamic block, and a plan does not show what those are made of"
_NO_CONFIGURATION = "the plan has no configuration that would say where it comes from"


class PlanAttributes:
    """The values of one instance. `after`, `unknown` and `sensitive` are the parts of its change; for a data source
    that was read, its values. `created` tells that the provider's choices in it are new, not left over in the state.
    """

    __slots__ = (
        "_block",
        "_schema",
        "_where",
        "address",
        "after",
        "at",
        "created",
        "key",
        "mode",
        "module",
        "name",
        "plan",
        "sensitive",
        "type",
        "unknown",
    )

    def __init__(
        self,
        plan: Plan,
        address: str,
        identity: tuple[str, str, str],
        module: str,
        key: str | int | None,
        *,
        after: Any,
        unknown: Any,
        sensitive: Any,
        created: bool,
    ) -> None:
        self.plan = plan
        self.address = address
        self.mode, self.type, self.name = identity
        self.module = module
        self.key = key
        self.after: dict[str, Any] = after if isinstance(after, dict) else {}
        self.unknown = unknown
        self.sensitive = sensitive
        self.created = created
        self.at: Place | None = None
        self._block: dict[str, Any] | None = _ABSENT
        self._schema: BlockSchema | None = _ABSENT
        self._where: Where | None = None

    def __repr__(self) -> str:
        return f"PlanAttributes({self.address})"

    def without_configuration(self) -> PlanAttributes:
        """The same, judged by its values alone: of what a plan removes, the configuration says nothing."""
        self._block = None
        return self

    # -- as rules read it ------------------------------------------------------------------------------------------

    def names(self) -> Iterable[str]:
        """See `Attributes.names`."""
        expressions = self.expressions()
        if expressions is None:
            return [name for name, value in self.after.items() if value is not None]
        schema = self.schema()
        blocks = schema.blocks if schema is not None else {}
        dynamic = [name for name, value in self.after.items() if name in blocks and value and name not in expressions]
        return [*expressions, *dynamic]

    def read(self, name: str) -> Value | Unset:
        """See `Attributes.read`; what the provider computed is there too, where the plan knows it."""
        schema = self.schema()
        part = schema.get(name) if schema is not None else None
        after, unknown = self.after.get(name), self._holes(name)
        expressions = self.expressions()
        written = expressions.get(name, _ABSENT) if expressions is not None else _ABSENT
        if isinstance(part, NestedBlock) or (part is None and _blocks_without_schema(after, written)):
            return self._blocks(name, part if isinstance(part, NestedBlock) else None, after, unknown, written)
        attribute = part if isinstance(part, AttributeSchema) else None
        if written is _ABSENT:
            return self._omitted(name, attribute, after, unknown, expressions is not None)
        if unknown is True and attribute is not None and attribute.computed and self._must_be_null([written]):
            return UNSET
        return self._value(name, attribute, after, unknown, [written])

    def searched(self) -> Iterable[Value | Unset]:
        """See `Attributes.searched`: what is known as a whole is not made into a value first."""
        for name in self.names():
            yield self.read(name) if self._holes(name) else self.after.get(name)

    def accepts(self, name: str) -> bool:
        """See `Attributes.accepts`."""
        schema = self.schema()
        return schema is not None and (schema.accepts_attribute(name) or schema.accepts_block(name))

    def default(self, path: Path) -> tuple[bool, Value]:
        """See `Attributes.default`: where none is documented, what the plan shows that the provider chose.

        What it chose for an argument that it computes counts only where it chose just now: in an update the state's
        value stays, whatever the configuration said when it came about.
        """
        from datahub_guard.sources.schemas.defaults import default_of

        kind = self.type if self.mode == "managed" else f"{self.mode}.{self.type}"
        found, default = default_of(kind, path)
        if found:
            return found, default
        schema = self.schema()
        part = schema.at(path) if schema is not None else None
        if not isinstance(part, AttributeSchema) or part.sensitive or (part.computed and not self.created):
            return False, None
        value = _inside(self.after, path)
        return (True, value) if isinstance(value, (str, int)) else (False, None)

    def place(self, path: Path) -> Place:
        """See `Attributes.place`: `at` where something survives in the HCL, else the plan file."""
        return self.at or self.plan.place

    def origins(self, path: Path) -> tuple[str, ...]:
        """See `Attributes.origins`."""
        expressions = self.expressions()
        if expressions is None:
            return ()
        found = expressions_at(expressions, path, self._is_ordered(path))
        texts = [text for part in found for text in references_in(part)]
        return self.plan.references.addresses(texts, self.where()) if texts else ()

    def related(self) -> tuple[Related, ...]:
        """See `Attributes.related`: a plan has no places of module calls."""
        return ()

    # -- what the plan has -------------------------------------------------------------------------------------------

    def schema(self) -> BlockSchema | None:
        """What the provider declares."""
        if self._schema is _ABSENT:
            self._schema = self.plan.schema(self.mode, self.type)
        return self._schema

    def block(self) -> dict[str, Any] | None:
        """The resource block in the plan's configuration; `None` where it has none."""
        if self._block is _ABSENT:
            self._block = self.plan.block(self.module, (self.mode, self.type, self.name))
        return self._block

    def expressions(self) -> dict[str, Any] | None:
        """The expressions of the block; `None` where the configuration does not have it."""
        block = self.block()
        return as_object(block.get("expressions")) if block is not None else None

    def where(self) -> Where:
        """Where the expressions stand."""
        if self._where is None:
            block = self.block() or {}
            self._where = Where(self.plan.module_steps(self.module), self.key, block.get("for_each_expression"))
        return self._where

    def raw(self, name: str) -> tuple[Any, Any, Any]:
        """The trees of an argument or block: its value, its holes, its marks."""
        schema = self.schema()
        part = schema.get(name) if schema is not None else None
        marks = self._marks(name, part if isinstance(part, AttributeSchema) else None)
        return self.after.get(name), self._holes(name), marks

    def computed_value(self, name: str) -> Value | Unset:
        """An argument that only the provider sets, as the plan knows it; `UNSET` for one that may be written."""
        schema = self.schema()
        part = schema.get(name) if schema is not None else None
        attribute = part if isinstance(part, AttributeSchema) else None
        if name not in _COMPUTED_ALWAYS and (attribute is None or attribute.configurable):
            return UNSET
        return self._omitted(name, attribute, self.after.get(name), self._holes(name), True)

    # -- details -----------------------------------------------------------------------------------------------------

    def _holes(self, name: str) -> Any:
        unknown = self.unknown
        return unknown.get(name) if isinstance(unknown, dict) else True if unknown is True else None

    def _marks(self, name: str, attribute: AttributeSchema | None) -> Any:
        if self.sensitive is True or (attribute is not None and attribute.sensitive):
            return True
        return self.sensitive.get(name) if isinstance(self.sensitive, dict) else None

    def _value(
        self, name: str, attribute: AttributeSchema | None, after: Any, unknown: Any, written: list[Any]
    ) -> Value | Unset:
        marks = self._marks(name, attribute)
        if unknown is not True and not marks and (type(after) is str or type(after) is bool or after is None):
            return UNSET if after is None else after
        kind = attribute.type if attribute is not None else None
        value = value_of(after, unknown, marks, kind, lambda: self._hole(written, kind))
        return UNSET if value is None else value

    def _omitted(
        self, name: str, attribute: AttributeSchema | None, after: Any, unknown: Any, configured: bool
    ) -> Value | Unset:
        """An argument that is not in the configuration."""
        computed = name in _COMPUTED_ALWAYS or (attribute is not None and not attribute.configurable)
        if unknown is True:
            if computed:
                return self.plan.computed(self, name)
            if configured and not (attribute is not None and element_object(attribute)):
                return UNSET
            reason = NO_BLOCK if configured else _NO_CONFIGURATION
            return Unknown(type=attribute.type if attribute is not None else None, reason=reason)
        if not configured or computed or attribute is None or (after and element_object(attribute)):
            # a block that is declared as an attribute may have been made by a dynamic block
            return self._value(name, attribute, after, unknown, [])
        return UNSET

    def _blocks(self, name: str, schema: NestedBlock | None, after: Any, unknown: Any, written: Any) -> Value | Unset:
        if unknown is True:
            return Unknown(type=schema.type() if schema is not None else None, reason=NO_BLOCK)
        if not after and written is _ABSENT:
            return UNSET
        marks = self.sensitive.get(name) if isinstance(self.sensitive, dict) else self.sensitive
        under = [] if written is _ABSENT else [written]
        return blocks_value(after, unknown, marks, schema, under, Origin(self._hole, self._must_be_null))

    def _hole(self, written: list[Any], kind: Type | None) -> Unknown:
        """What stands for an unknown value that is made of the expressions `written`."""
        texts = [text for part in written for text in references_in(part)]
        if not texts:
            return Unknown(type=kind, reason=None if written else _DYNAMIC)
        addresses = self.plan.references.addresses(texts, self.where())
        shape = self.plan.shape_behind(addresses)
        return Unknown(addresses, shape, kind)

    def _must_be_null(self, written: list[Any]) -> bool:
        """Whether an unknown that the provider may choose stems from an expression that is null.

        An expression over known values is known; that it shows as unknown says that it gave no value.
        """
        texts = [text for part in written for text in references_in(part)]
        return bool(texts) and self.plan.references.all_known(texts, self.where())

    def _is_ordered(self, path: Path) -> bool:
        """Whether blocks on the way to `path` stand in the order of the text."""
        part: Any = self.schema()
        for step in path:
            if isinstance(step, int) or part is None:
                continue
            part = part.get(step) if isinstance(part, BlockSchema) else None
            if isinstance(part, NestedBlock):
                if part.nesting == "set":
                    return False
                part = part.block
        return True


def _blocks_without_schema(after: Any, written: Any) -> bool:
    """Whether this is a nested block of a type that no schema describes."""
    if written is not _ABSENT and not is_expression(written):
        return isinstance(written, (list, dict))
    return written is _ABSENT and isinstance(after, list) and bool(after) and isinstance(after[0], dict)


def _inside(values: Mapping[str, Any], path: Path) -> Any:
    value: Any = values
    for step in path:
        if isinstance(value, list):
            if not isinstance(step, int):
                value = value[0] if len(value) == 1 else None
            elif step < len(value):
                value = value[step]
                continue
            else:
                return None
        value = value.get(step) if isinstance(value, dict) else None
    return reveal(value)
