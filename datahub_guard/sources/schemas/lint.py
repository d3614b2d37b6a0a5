"""What a configuration's body gets wrong by the provider's schema. Pure: it looks at names, never at values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from datahub_guard.errors import nearest
from datahub_guard.model.schema import AttributeSchema, BlockSchema, NestedBlock, element_object


class Body(Protocol):
    """The inside of a block as it is written: its arguments by name and its nested blocks in order."""

    @property
    def attributes(self) -> Mapping[str, object]: ...

    @property
    def blocks(self) -> Sequence[Block]: ...


class Block(Body, Protocol):
    """A nested block with its type and labels (`dynamic "ingress"`)."""

    @property
    def type(self) -> str: ...

    @property
    def labels(self) -> Sequence[str]: ...


class Fault:
    """Something that Terraform would refuse.

    `kind` is one of `unknown argument`, `unknown block`, `argument as block`, `block as argument`,
    `not configurable`, `missing argument`, `missing block`, `too many blocks`. `node` is what to point at: the
    attribute's value in `Body.attributes`, the nested block, or the body in which something is missing. `path` leads
    to it through block types.
    """

    __slots__ = ("kind", "message", "name", "node", "path")

    def __init__(self, kind: str, path: tuple[str, ...], name: str, node: object, message: str) -> None:
        self.kind = kind
        self.path = path
        self.name = name
        self.node = node
        self.message = message

    def __repr__(self) -> str:
        return f"Fault({self.kind}: {self.message})"


_META_ARGUMENTS = {
    "resource": frozenset({"count", "for_each", "provider", "depends_on"}),
    "data": frozenset({"count", "for_each", "provider", "depends_on"}),
    "ephemeral": frozenset({"count", "for_each", "provider", "depends_on"}),
    "provider": frozenset({"alias", "version"}),
}
_META_BLOCKS = {
    "resource": frozenset({"lifecycle", "provisioner", "connection"}),
    "data": frozenset({"lifecycle"}),
    "ephemeral": frozenset({"lifecycle"}),
    "provider": frozenset[str](),
}
_NONE: frozenset[str] = frozenset()


def lint(schema: BlockSchema, body: Body, subject: str, kind: str = "resource") -> list[Fault]:
    """Compare a body with its schema.

    Args:
        schema: of the resource type, data source or provider.
        body: the inside of its block.
        subject: what messages call it, e.g. `aws_lb_listener`.
        kind: `resource`, `data`, `ephemeral` or `provider`, which decides on the meta-arguments.

    Returns:
        The faults, in no promised order. An attribute's value is not looked into (so `arn = null`, which Terraform
        lets pass, is *not configurable* too), and of a `dynamic` block only the names count. A body that takes
        Terraform's way out for names that collide with meta-arguments, the block `_`, is not compared.
    """
    if any(block.type == "_" for block in body.blocks):
        return []
    faults: list[Fault] = []
    _check(schema, body, (subject,), faults, _META_ARGUMENTS[kind], _META_BLOCKS[kind])
    return faults


def unknown_reference(schema: BlockSchema, path: Sequence[str | int], subject: str) -> str | None:
    """Say what is wrong with a reference to `path` of a resource; `None` when the schema has all of it.

    `path` may go on below what the schema knows (a map's key, a part of an `any`).
    """
    for end in range(1, len(path) + 1):
        if isinstance(path[end - 1], int) or schema.at(path[:end]):
            continue
        before = [str(step) for step in path[: end - 1] if isinstance(step, str)]
        known = _names_below(schema.at(before)) if before else schema.names()
        if known is None:
            return f"{'.'.join((subject, *before))} is no object and has no attribute {path[end - 1]}"
        return (
            f"{'.'.join((subject, *before))} has no attribute or block {path[end - 1]}"
            f"{nearest(str(path[end - 1]), known)}"
        )
    return None


def _check(
    schema: BlockSchema,
    body: Body,
    path: tuple[str, ...],
    faults: list[Fault],
    meta_arguments: frozenset[str] = _NONE,
    meta_blocks: frozenset[str] = _NONE,
) -> None:
    where = ".".join(path)
    written = body.attributes.keys()
    for name in written - schema.attributes.keys() - meta_arguments:
        faults += [_wrong_argument(schema, path, name, body.attributes[name], meta_arguments)]
    counts: dict[str, int] = {}
    dynamic: set[str] = set()
    for block in body.blocks:
        inner = _check_block(schema, block, path, faults, meta_blocks)
        if inner is not None:
            counts[inner] = counts.get(inner, 0) + 1
            if block.type == "dynamic":
                dynamic.add(inner)
    for name in schema.required - written - counts.keys():
        faults += [Fault("missing argument", path, name, body, f"{where} needs the argument {name}, which is missing")]
    for name in (written & schema.attributes.keys()) - meta_arguments:
        if not schema.attributes[name].configurable:
            message = f"{where}: {name} is set by the provider only; take it away"
            faults += [Fault("not configurable", path, name, body.attributes[name], message)]
    faults += _wrong_counts(schema, body, path, counts, dynamic)


def _check_block(
    schema: BlockSchema, block: Block, path: tuple[str, ...], faults: list[Fault], meta_blocks: frozenset[str]
) -> str | None:
    """Check a nested block and what is in it; return the name that it counts for, `None` for a meta-argument."""
    name = block.type
    if name in meta_blocks:
        return None
    bodies: list[Body] = [block]
    if name == "dynamic" and "dynamic" not in schema.blocks:
        if len(block.labels) != 1:
            return None
        name = block.labels[0]
        bodies = [content for content in block.blocks if content.type == "content"]
    nested = schema.blocks.get(name)
    if nested is not None:
        inner = nested.block
    elif schema.accepts_block(name):
        inner = _block_of(schema.attributes[name])
    else:
        faults.append(_wrong_block(schema, path, name, block, meta_blocks))
        return None
    for body in bodies:
        _check(inner, body, (*path, name), faults)
    return name


def _wrong_argument(
    schema: BlockSchema, path: tuple[str, ...], name: str, node: object, meta_arguments: frozenset[str]
) -> Fault:
    where = ".".join(path)
    if name in schema.blocks:
        message = f"{where}: {name} is a block: write `{name} {{ ... }}` instead of `{name} = ...`"
        return Fault("block as argument", path, name, node, message)
    known = [k for k, attribute in schema.attributes.items() if attribute.configurable]
    message = f"{where} has no argument {name}{nearest(name, [*known, *schema.blocks, *meta_arguments])}"
    return Fault("unknown argument", path, name, node, message)


def _wrong_block(
    schema: BlockSchema, path: tuple[str, ...], name: str, node: object, meta_blocks: frozenset[str]
) -> Fault:
    where = ".".join(path)
    if name in schema.attributes:
        message = f"{where}: {name} is an argument: write `{name} = ...` instead of a block"
        return Fault("argument as block", path, name, node, message)
    known = [*schema.blocks, *(k for k in schema.attributes if schema.accepts_attribute(k)), *meta_blocks]
    return Fault("unknown block", path, name, node, f"{where} has no block {name}{nearest(name, known)}")


def _wrong_counts(
    schema: BlockSchema, body: Body, path: tuple[str, ...], counts: Mapping[str, int], dynamic: set[str]
) -> Iterator[Fault]:
    """Blocks that are missing or too many; how many a `dynamic` block makes is not known here."""
    where = ".".join(path)
    for name, nested in schema.blocks.items():
        count = counts.get(name, 0)
        if nested.min_items > count and name not in dynamic and name not in body.attributes:
            least = f"at least {nested.min_items} blocks" if nested.min_items > 1 else "the block"
            yield Fault("missing block", path, name, body, f"{where} needs {least} {name}; there is {count or 'none'}")
        most = 1 if nested.nesting in ("single", "group") else nested.max_items
        if most and count > most and name not in dynamic:
            node = [block for block in body.blocks if block.type == name][most]
            yield Fault("too many blocks", path, name, node, f"{where} takes at most {most} {name}, not {count}")


def _block_of(attribute: AttributeSchema) -> BlockSchema:
    """The schema that Terraform uses for an attribute that is written as blocks: every key is optional."""
    element = element_object(attribute)
    members = element[1] if isinstance(element, tuple) else ()
    return BlockSchema({name: AttributeSchema(kind, "o") for name, kind in members}, {})


def _names_below(found: AttributeSchema | NestedBlock | None) -> list[str] | None:
    """Names below an attribute or block; `None` when it has none."""
    if isinstance(found, NestedBlock):
        return list(found.block.names())
    if found is None:
        return None
    kind = found.type
    while isinstance(kind, tuple) and kind[0] in ("list", "set"):
        kind = kind[1]
    return [name for name, _ in kind[1]] if isinstance(kind, tuple) and kind[0] == "object" else None
