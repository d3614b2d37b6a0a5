"""Nested blocks as values: as rules read them, and as a reference from elsewhere sees them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from datahub_guard.model.schema import AttributeSchema, BlockSchema
from datahub_guard.model.values import ListValue, MapValue, SetValue, Type, Unknown, Value, reveal
from datahub_guard.sources.hcl.body import Argument, Body, Nested, constant, inner_schema, nesting
from datahub_guard.sources.hcl.context import StackContext
from datahub_guard.sources.hcl.errors import EvaluationError
from datahub_guard.sources.hcl.limits import MAX_INSTANCES
from datahub_guard.sources.hcl.scope import Reference, Scope

GAP = "a part of the block cannot be read, and may say it"


def argument_value(argument: Argument, scope: Scope, context: StackContext) -> Value:
    """The value of an argument; one that Terraform refuses is noted, and unknown with that reason."""
    try:
        if argument.depends == 0:
            return constant(argument)
        return argument.evaluate(scope)
    except EvaluationError as error:
        if argument.fault is None:
            context.refused(argument.attribute, error)
        return Unknown(reason=error.message)
    except RecursionError:
        return context.too_deep(argument.attribute)


def body_values(body: Body, scope: Scope, context: StackContext) -> dict[str, Value]:
    """The arguments and nested blocks that are written."""
    out: dict[str, Value] = {}
    for name, argument in body.arguments.items():
        out[name] = argument_value(argument, scope, context)
    for name in body.by_name:
        out[name] = blocks_value(body, name, scope, context)
    return out


def blocks_value(body: Body, name: str, scope: Scope, context: StackContext) -> Value:
    """All nested blocks `name`: a list of objects, or what the schema nests them as.

    Where the number of a `dynamic` block is not known, one `Unknown` stands for its blocks, with the shape
    `("object", content)` of one of them.
    """
    out: list[Value] = []
    for nested in body.by_name[name]:
        if nested.for_each is None:
            content = body_values(nested.body, scope, context)
            out.append(Unknown(shape=("object", content), reason=GAP) if nested.body.gap else content)
        else:
            out.extend(_dynamic(nested, scope, context))
    kind = nesting(body.schema, name)
    if kind is not None:
        if kind.nesting in ("single", "group") and len(out) == 1:
            return out[0]
        if kind.nesting == "map":
            return {(n.block.labels or (n.name,))[-1]: v for n, v in zip(body.by_name[name], out, strict=False)}
    return out


def _dynamic(nested: Nested, scope: Scope, context: StackContext) -> Iterable[Value]:
    for inner, doubt in dynamic_scopes(nested, scope, context):
        content = body_values(nested.body, inner, context)
        if doubt is None and not nested.body.gap:
            yield content
        elif doubt is None:
            yield Unknown(shape=("object", content), reason=GAP)
        else:
            reason = doubt.reason or "how many of these blocks there are is not known before apply"
            yield Unknown(doubt.references, ("object", content), reason=reason)


def dynamic_scopes(nested: Nested, scope: Scope, context: StackContext) -> list[tuple[Scope, Unknown | None]]:
    """The scopes in which the content of a `dynamic` block is evaluated, one for each block that it makes.

    The last one may stand for all blocks of which the number is not known; then the unknown behind it is there too.
    """
    assert nested.for_each is not None
    each = reveal(argument_value(nested.for_each, scope, context))
    doubt: Unknown | None = None
    if type(each) is Unknown:
        doubt = each
        shape = each.shape
        each = shape[1] if shape is not None and shape[0] == "object" else {}
    try:
        pairs = list(pairs_of(each))
        if len(pairs) > MAX_INSTANCES:
            raise EvaluationError(f"it asks for {len(pairs):,} blocks; the limit is {MAX_INSTANCES:,}")
    except EvaluationError as error:
        context.refused(nested.for_each.attribute, error)
        pairs, doubt = [], Unknown(reason=error.message)
    out: list[tuple[Scope, Unknown | None]] = []
    for key, value in pairs:
        if type(key) is Unknown:
            doubt = key
        else:
            out.append((scope.child({nested.iterator: {"key": key, "value": value}}), None))
    if doubt is not None:
        hole = Unknown(doubt.references, reason=doubt.reason, direct=False)
        out.append((scope.child({nested.iterator: {"key": hole, "value": hole}}), doubt))
    return out


def pairs_of(collection: Value) -> Iterable[tuple[Value, Value]]:
    """Key and value of each element of what `for_each` of a dynamic block or a `for` goes over.

    Raises EvaluationError for what is no collection.
    """
    kind = type(collection)
    if kind is dict or kind is MapValue:
        return [(key, collection[key]) for key in sorted(collection)]
    if kind is SetValue:
        return [(item, item) for item in collection]
    if kind is list or kind is ListValue:
        return list(enumerate(collection))
    if isinstance(collection, Reference):
        return list(collection.iter_items())
    if collection is None:
        raise EvaluationError("for_each is null")
    raise EvaluationError("for_each needs a collection")


# -- what a reference sees ----------------------------------------------------------------------------------------


class OpenBlock(Reference):
    """A nested block of a type that no schema describes: what is not written may still be computed."""

    __slots__ = ("address", "values")

    def __init__(self, values: Mapping[str, Value], address: str) -> None:
        self.values = values
        self.address = address

    def get_attr(self, name: str) -> Value:
        """The argument, or an unknown where it is not written."""
        if name in self.values:
            return self.values[name]
        return Unknown((f"{self.address}.{name}",))

    def get_index(self, key: Value) -> Value:
        """As `get_attr`: an object may be read by key too."""
        return self.get_attr(str(key))

    def as_object(self) -> Value:
        """What is written."""
        return dict(self.values)

    def iter_items(self) -> Iterable[tuple[Value, Value]]:
        """What is written, by name."""
        return sorted(self.values.items())


def referenced(value: Value, schema: BlockSchema | None, name: str, address: str) -> Value:
    """Nested blocks as another expression sees them: with everything that the provider computes, as unknowns."""
    inner = inner_schema(schema, name)
    if isinstance(value, dict):
        return _completed(value, inner, address)
    if not isinstance(value, list):
        return value
    if any(type(item) is Unknown for item in value):
        holes = [item for item in value if type(item) is Unknown]
        return Unknown((address,), reason=holes[0].reason)
    return [_completed(item, inner, f"{address}[{index}]") for index, item in enumerate(value)]


def _completed(value: Any, schema: BlockSchema | None, address: str) -> Value:
    if schema is None:
        return OpenBlock(value, address)
    out: dict[str, Value] = {}
    for name, attribute in schema.attributes.items():
        out[name] = computed(value.get(name), attribute, f"{address}.{name}")
    for name, block in schema.blocks.items():
        written = value.get(name)
        if written is None:
            empty = block.nesting in ("single", "group")
            out[name] = None if empty else []
        else:
            out[name] = referenced(written, schema, name, f"{address}.{name}")
    return out


def computed(value: Value, schema: AttributeSchema, address: str) -> Value:
    """What a reference sees of an attribute: the value, or an unknown where the provider may choose it.

    A primitive that is omitted may have a default that the schema does not tell (`aws_kms_key.is_enabled`).
    """
    if value is None and (schema.computed or isinstance(schema.type, str)):
        return Unknown((address,), type=known_type(schema.type))
    return value


def known_type(kind: Type) -> Type | None:
    """A schema's type for an unknown; `None` for one that says nothing."""
    return None if kind == "any" else kind
