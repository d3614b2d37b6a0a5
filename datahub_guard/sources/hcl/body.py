"""A block's inside, worked out once for all its instances: what it sets, of which types, depending on what.

An argument that depends on nothing is evaluated once here; one that depends on its module only, once for all
instances of a block (`depends` is `Expression.depends`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from datahub_guard.model.schema import BlockSchema, NestedBlock, element_object
from datahub_guard.model.values import ListValue, MapValue, Sensitive, SetValue, Type, Unknown, Value
from datahub_guard.sources.hcl.convert import convert
from datahub_guard.sources.hcl.errors import EvaluationError, SyntaxFault, withheld
from datahub_guard.sources.hcl.marks import LEAVES, REFERRING, weigh
from datahub_guard.sources.hcl.overrides import MergedBlock
from datahub_guard.sources.hcl.parser import Expression
from datahub_guard.sources.hcl.scope import CONSTANT, Reference, Scope
from datahub_guard.sources.hcl.syntax import Attribute, Block, SourceFile
from datahub_guard.sources.hcl.types import Optional, object_type

INSTANCE = 2
"""The bit of `depends` that says: on `each`, `count` or a name that is bound around the expression."""

PENDING: Final = object()
"""Stands for a value that has not been asked for."""
RUNNING: Final = object()
"""Stands for a value that is being evaluated: who meets it asks for a value that is made of itself."""
META_ARGUMENTS = frozenset({"count", "for_each", "provider", "depends_on", "providers", "source", "version"})
META_BLOCKS = frozenset({"lifecycle", "provisioner", "connection"})
_KEYWORDS = frozenset({"ignore_changes", "replace_triggered_by"})
_PROVISIONER_KEYWORDS = frozenset({"when", "on_failure"})
_PLAIN: dict[Type, type] = {"string": str, "number": int, "bool": bool}
_COLLECTIONS: dict[Any, type] = {"list": ListValue, "map": MapValue, "set": SetValue}


_NO_CLASSES: tuple[type | None, type | None] = (None, None)


def exact_classes(type: Type | None) -> tuple[type | None, type | None]:
    """The class of values that have a type already: of a primitive one, and of a collection of primitive ones."""
    if isinstance(type, str):
        return _PLAIN.get(type), None
    if type is not None and isinstance(type[1], str) and type[1] in _PLAIN:
        return None, _COLLECTIONS.get(type[0])
    return None, None


class Argument:
    """`name = expression` of a body, with the type that the provider's schema gives it (`None`: any)."""

    __slots__ = ("attribute", "collection", "constant", "depends", "expression", "fault", "plain", "sensitive", "type")

    def __init__(self, attribute: Attribute, type: Type | None, sensitive: bool) -> None:
        self.attribute = attribute
        self.type = None if type == "any" else type
        self.plain, self.collection = exact_classes(type) if type is not None else _NO_CLASSES
        self.sensitive = sensitive
        self.constant: Value = PENDING
        self.fault: SyntaxFault | None = None
        self.expression: Expression | None = None
        self.depends = 0
        try:
            self.expression = attribute.expression
            self.depends = self.expression.depends
        except SyntaxFault as fault:
            self.fault = fault

    def evaluate(self, scope: Scope) -> Value:
        """The value in `scope`; raises EvaluationError where Terraform refuses the expression or its type."""
        if self.expression is None:
            raise EvaluationError(f"the expression cannot be read: {self.fault.message if self.fault else ''}")
        try:
            value = self.expression.node.evaluate(scope)
            kind = type(value)
            if kind is self.plain or (kind is self.collection and value.element == self.type[1]):  # type: ignore[index]
                return Sensitive(value) if self.sensitive else value
            if kind is not Unknown and kind not in LEAVES and weigh(value) & REFERRING:
                value = _plain(value)
            if self.type is not None and value is not None:
                value = convert(value, self.type)
            if self.sensitive and value is not None and type(value) not in (Unknown, Sensitive):
                return Sensitive(value)
            return value
        except EvaluationError as error:
            if self.sensitive:
                raise withheld(error) from None
            raise


class Nested:
    """A nested block, or a `dynamic` block with its content."""

    __slots__ = ("block", "body", "depends", "for_each", "iterator", "labels", "name")

    def __init__(self, name: str, block: Block, body: Body, for_each: Argument | None, iterator: str) -> None:
        self.name = name
        self.block = block
        self.body = body
        self.for_each = for_each
        self.iterator = iterator
        self.depends = body.depends | (for_each.depends | 1 if for_each else 0)


class Body:
    """The arguments and nested blocks of one block. `schema` is `None` where no provider describes it.

    `constant`, `common` and `own` are the names of what depends on nothing, on the module, on the instance; `evaluated`
    says that the first have been. `provider` is how the block of a resource calls its provider. `suspicious` tells that
    the schema's linter may find something; `gap` that a part of the block could not be read.
    """

    __slots__ = (
        "arguments",
        "block",
        "blocks",
        "by_name",
        "common",
        "constant",
        "constants",
        "count",
        "depends",
        "evaluated",
        "for_each",
        "gap",
        "own",
        "provider",
        "schema",
        "suspicious",
    )
    depends: int

    def __init__(self, block: Block, schema: BlockSchema | None, skip: frozenset[str] = frozenset()) -> None:
        self.block = block
        self.schema = schema
        self.provider = ""
        self.count: Argument | None = None
        self.for_each: Argument | None = None
        self.arguments: dict[str, Argument] = {}
        self.by_name: dict[str, list[Nested]] = {}
        self.constants: dict[str, Value] = {}
        self.evaluated = False
        self.suspicious = False
        parts: tuple[list[str], list[str], list[str]] = ([], [], [])
        # asking for blocks by name is what makes blocks of the parts of a JSON file, and so comes first
        self.blocks: list[Nested] = list(_nested(block, schema, bool(skip)))
        declared = schema.attributes if schema is not None else {}
        depends = 0
        for name, attribute in block.attributes.items():
            if name in skip:
                self._meta(name, attribute)
                continue
            found = declared.get(name)
            if found is not None:
                kind = found.type if found.nested is None else nested_constraint(found.nested)
                argument = Argument(attribute, kind, found.sensitive or found.write_only)
                if not (found.optional or found.required):
                    self.suspicious = True
            else:
                argument = _of_no_schema(name, attribute, block.type)
                self.suspicious = self.suspicious or schema is not None
            self.arguments[name] = argument
            parts[min(argument.depends, INSTANCE)].append(name)
            depends |= argument.depends
        for nested in self.blocks:
            self.by_name.setdefault(nested.name, []).append(nested)
        for name, same in self.by_name.items():
            of = _together(same)
            parts[min(of, INSTANCE)].append(name)
            depends |= of
        self.gap = next(block_faults(block), None) is not None
        self.depends = depends
        self.constant, self.common, self.own = map(tuple, parts)
        if schema is not None and not self.suspicious:
            self.suspicious = self._has_odd_blocks(schema, bool(skip))

    def _meta(self, name: str, attribute: Attribute) -> None:
        if name == "count":
            self.count = Argument(attribute, "number", False)
        elif name == "for_each":
            self.for_each = Argument(attribute, None, False)

    def _has_odd_blocks(self, schema: BlockSchema, top: bool) -> bool:
        """Whether the schema's linter has to look closer, because something required lacks or blocks are unusual."""
        written = self.block.attributes.keys()
        if not schema.required <= written or not schema.required_blocks <= self.by_name.keys():
            return True
        for name, same in self.by_name.items():
            if top and name in META_BLOCKS:
                continue
            nested = schema.blocks.get(name)
            if nested is None or (len(same) > 1 and (nested.max_items or nested.nesting in ("single", "group"))):
                return True
            if any(inner.body.suspicious for inner in same) or len(same) < nested.min_items:
                return True
        return False

    def names(self) -> Iterable[str]:
        """Names of the arguments and nested blocks, in the order of the text."""
        return (*self.arguments, *self.by_name)

    def faults(self) -> Iterator[tuple[SourceFile, SyntaxFault]]:
        """Syntax errors in the block and in what is nested in it."""
        yield from block_faults(self.block)
        for argument in self.arguments.values():
            if argument.fault:
                yield argument.attribute.file, argument.fault
        for nested in self.blocks:
            if nested.for_each is not None:
                yield from block_faults(nested.block)
                if nested.for_each.fault:
                    yield nested.block.file, nested.for_each.fault
            yield from nested.body.faults()


def _together(blocks: Iterable[Nested]) -> int:
    depends = 0
    for nested in blocks:
        depends |= nested.depends
    return depends


def block_faults(block: Block) -> Iterator[tuple[SourceFile, SyntaxFault]]:
    """Syntax errors of a block itself, with the file of each."""
    if isinstance(block, MergedBlock):
        yield from block_faults(block.base)
        yield from block_faults(block.over)
    else:
        for fault in block.faults:
            yield block.file, fault


class Keywords(Argument):
    """`ignore_changes` and `replace_triggered_by`: a list of names, read as strings; `all` as the string. A
    provisioner's `when` and `on_failure` are single words."""

    __slots__ = ()

    def __init__(self, attribute: Attribute) -> None:
        Argument.__init__(self, attribute, None, False)
        self.depends = 0
        self.fault = None

    def evaluate(self, scope: Scope) -> Value:
        """The names as they are written."""
        text = self.attribute.file.text[self.attribute.start : self.attribute.end].strip()
        if not text.startswith("["):
            return text.strip('"')
        import re

        return re.findall(r'"?([^\s",\[\]#]+(?:\[[^\]]*\])?[^\s",\[\]]*)"?', text[1:-1])


def _of_no_schema(name: str, attribute: Attribute, block: str) -> Argument:
    if name in _KEYWORDS or (block == "provisioner" and name in _PROVISIONER_KEYWORDS):
        return Keywords(attribute)
    return Argument(attribute, None, False)


def _nested(block: Block, schema: BlockSchema | None, top: bool) -> Iterator[Nested]:
    """The nested blocks; asking by name is what makes blocks of the parts of a JSON file."""
    if block.file.path.endswith(".json") or block.__class__ is not Block:
        names = [*(META_BLOCKS if top else ()), "dynamic", *_block_names(schema)]
        blocks: list[Block] = []
        for name in names:
            if name in block.attributes or any(b.type == name for b in block.blocks):
                blocks += block.blocks_of(name)
        blocks += [b for b in block.blocks if b.type not in names]
    else:
        blocks = block.blocks
    for inner in blocks:
        if inner.type == "dynamic" and inner.labels:
            yield from _dynamic(inner, schema)
        else:
            meta = top and inner.type in META_BLOCKS
            yield Nested(inner.type, inner, Body(inner, None if meta else inner_schema(schema, inner.type)), None, "")


def _dynamic(block: Block, schema: BlockSchema | None) -> Iterator[Nested]:
    name = block.labels[0]
    each = block.attributes.get("for_each")
    content = next(iter(block.blocks_of("content")), None)
    if each is None or content is None:
        return
    written = block.attributes.get("iterator")
    iterator = written.file.text[written.start : written.end].strip().strip('"') if written else name
    yield Nested(name, block, Body(content, inner_schema(schema, name)), Argument(each, None, False), iterator)


def _block_names(schema: BlockSchema | None) -> Iterable[str]:
    if schema is None:
        return ()
    return schema.blocks


def inner_schema(schema: BlockSchema | None, name: str) -> BlockSchema | None:
    """The schema of the nested block `name`, also where it is an attribute that may be written as blocks."""
    if schema is None:
        return None
    nested = schema.blocks.get(name)
    if nested is not None:
        return nested.block
    attribute = schema.attributes.get(name)
    element = element_object(attribute) if attribute is not None else None
    if isinstance(element, tuple):
        from datahub_guard.model.schema import AttributeSchema

        return BlockSchema({key: AttributeSchema(kind, "o") for key, kind in element[1]}, {})
    return None


_nested_constraints: dict[NestedBlock, Any] = {}


def nested_constraint(nested: NestedBlock) -> Any:
    """The type constraint of an attribute with nested attributes: of those, what is not required may be left out."""
    known = _nested_constraints.get(nested)
    if known is None:
        members = []
        for name, attribute in nested.block.attributes.items():
            kind = attribute.type if attribute.nested is None else nested_constraint(attribute.nested)
            members.append((name, kind if attribute.required else Optional(kind)))
        element = object_type(members)
        known = element if nested.nesting in ("single", "group") else (nested.nesting, element)
        _nested_constraints[nested] = known
    return known


def nesting(schema: BlockSchema | None, name: str) -> NestedBlock | None:
    """How often the nested block `name` may stand, where the schema has it."""
    return schema.blocks.get(name) if schema is not None else None


def plain_value(value: Value) -> Value:
    """Replace whole resources and modules inside a value by what they hold; the same object where there are none.

    Raises EvaluationError for a value that has more parts than the limit.
    """
    return _plain(value) if type(value) not in LEAVES and weigh(value) & REFERRING else value


def _plain(value: Value) -> Value:
    if isinstance(value, Reference):
        return plain_value(value.as_object())
    kind = type(value)
    if kind is dict:
        return {key: _plain(item) for key, item in value.items()}
    if kind is list:
        return [_plain(item) for item in value]
    return Sensitive(_plain(value.value)) if kind is Sensitive else value


def constant(argument: Argument) -> Value:
    """The value of an argument that depends on nothing; raises EvaluationError as `Argument.evaluate`."""
    if argument.constant is PENDING:
        try:
            argument.constant = argument.evaluate(CONSTANT)
        except EvaluationError as error:
            argument.constant = error
    value: Any = argument.constant
    if type(value) is EvaluationError:
        raise value
    return value
