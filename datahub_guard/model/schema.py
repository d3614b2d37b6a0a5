"""What a provider declares about one resource type, data source or its own configuration.

The words are Terraform's: a block has *attributes* (written `name = value`) and *nested blocks* (written `name { }`),
an attribute is *required*, *optional*, *computed*, or *optional and computed* (the provider chooses when it is
omitted).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from datahub_guard.model.values import ANY, Type, Unknown


class AttributeSchema:
    """An attribute: its type and what a configuration may do with it.

    `nested` is set for an attribute with nested attributes (plugin framework): its own attributes have flags too.
    """

    __slots__ = ("_type", "computed", "deprecated", "nested", "optional", "required", "sensitive", "write_only")

    def __init__(self, kind: Type | Callable[[], Type], flags: str = "", nested: NestedBlock | None = None) -> None:
        """`kind`, the type, may be a function that gives the type when it is first asked for; `nested` goes before it.

        `flags`: letters of `r`equired, `o`ptional, `c`omputed, `s`ensitive, `d`eprecated, `w`rite-only.
        """
        self._type: Type | Callable[[], Type] = nested.type if nested else kind
        self.nested = nested
        self.required = "r" in flags
        self.optional = "o" in flags
        self.computed = "c" in flags
        self.sensitive = "s" in flags
        self.deprecated = "d" in flags
        self.write_only = "w" in flags

    def __repr__(self) -> str:
        return f"AttributeSchema({self.type!r}, {self.flags()!r})"

    @property
    def type(self) -> Type:
        """The type of the attribute's value."""
        if callable(self._type):
            self._type = self._type()
        return self._type

    @property
    def configurable(self) -> bool:
        """Whether a configuration may set it; otherwise only the provider does."""
        return self.required or self.optional

    def flags(self) -> str:
        """The flags as letters, in the order `rocsdw`."""
        names = ("required", "optional", "computed", "sensitive", "deprecated", "write_only")
        return "".join(name[0] for name in names if getattr(self, name))


class NestedBlock:
    """A nested block: how often it may stand and what is in it.

    `nesting` is `single`, `group`, `list`, `set` or `map`; `max_items` 0 means no limit. Nested attributes are
    described by one too (then it is never written as a block).
    """

    __slots__ = ("_type", "block", "max_items", "min_items", "nesting")

    def __init__(self, nesting: str, block: BlockSchema, min_items: int = 0, max_items: int = 0) -> None:
        self.nesting = nesting
        self.block = block
        self.min_items = min_items
        self.max_items = max_items
        self._type: Type | None = None

    def __repr__(self) -> str:
        return f"NestedBlock({self.nesting}, {self.min_items}..{self.max_items or ''})"

    def type(self) -> Type:
        """The type of what a reference to the block gives: an object, or a list, set or map of objects.

        A list or map of blocks in which something has a dynamic type has no type of its own: `any`, as in Terraform.
        """
        if self._type is None:
            element = self.block.type()
            if self.nesting in ("single", "group"):
                self._type = element
            elif self.nesting != "set" and _is_dynamic(element):
                self._type = ANY
            else:
                self._type = (self.nesting, element)
        return self._type


class BlockSchema:
    """The attributes and nested blocks of a resource type, a data source, a nested block or a provider."""

    __slots__ = ("_required", "_required_blocks", "_type", "attributes", "blocks", "deprecated")

    def __init__(
        self, attributes: dict[str, AttributeSchema], blocks: dict[str, NestedBlock], deprecated: bool = False
    ) -> None:
        self.attributes = attributes
        self.blocks = blocks
        self.deprecated = deprecated
        self._required: frozenset[str] | None = None
        self._required_blocks: frozenset[str] | None = None
        self._type: Type | None = None

    def __repr__(self) -> str:
        return f"BlockSchema({len(self.attributes)} attributes, {len(self.blocks)} blocks)"

    @property
    def required(self) -> frozenset[str]:
        """Names of the attributes that a configuration must set."""
        if self._required is None:
            self._required = frozenset(name for name, attribute in self.attributes.items() if attribute.required)
        return self._required

    @property
    def required_blocks(self) -> frozenset[str]:
        """Names of the nested blocks that must stand at least once."""
        if self._required_blocks is None:
            self._required_blocks = frozenset(name for name, nested in self.blocks.items() if nested.min_items)
        return self._required_blocks

    def names(self) -> Iterable[str]:
        """Names of all attributes and nested blocks, which is what a reference can name."""
        return self.attributes.keys() | self.blocks.keys()

    def get(self, name: str) -> AttributeSchema | NestedBlock | None:
        """The attribute or nested block of that name."""
        return self.attributes.get(name) or self.blocks.get(name)

    def at(self, path: Iterable[str | int]) -> AttributeSchema | NestedBlock | None:
        """What stands at a path such as `("rule", 0, "apply_server_side_encryption_by_default", "sse_algorithm")`.

        Indexes may be there or not. Below an attribute the path goes into its type: the result has the type of that
        part and the attribute's flags. `None`: there is no such thing, or the path is empty.
        """
        block: BlockSchema | None = self
        found: AttributeSchema | NestedBlock | None = None
        for step in path:
            if isinstance(step, int):
                continue
            if block is not None:
                found = block.get(step)
            elif isinstance(found, AttributeSchema):
                inner = _member(found.type, step)
                found = None if inner is None else AttributeSchema(inner, found.flags())
            if found is None:
                return None
            nested = found if isinstance(found, NestedBlock) else found.nested
            block = nested.block if nested else None
        return found

    def type(self) -> Type:
        """The object type of the whole block: what Terraform gives a reference to it."""
        if self._type is None:
            members = [(name, attribute.type) for name, attribute in self.attributes.items()]
            members += [(name, block.type()) for name, block in self.blocks.items()]
            self._type = ("object", tuple(sorted(members)))
        return self._type

    def accepts_block(self, name: str) -> bool:
        """Whether `name { }` may be written, as a nested block or for an attribute that allows block syntax."""
        if name in self.blocks:
            return True
        attribute = self.attributes.get(name)
        return attribute is not None and attribute.configurable and element_object(attribute) is not None

    def accepts_attribute(self, name: str) -> bool:
        """Whether `name = value` may be written."""
        attribute = self.attributes.get(name)
        return attribute is not None and attribute.configurable


def element_object(attribute: AttributeSchema) -> Type | None:
    """The object type of the elements of an attribute that may be written as blocks, else `None`.

    Terraform's rule for "attributes as blocks" (`aws_security_group.ingress`): a list or set of objects, and not an
    attribute with nested attributes.
    """
    kind = attribute.type
    if attribute.nested is None and isinstance(kind, tuple) and kind[0] in ("list", "set"):
        element: Type = kind[1]
        if isinstance(element, tuple) and element[0] == "object":
            return element
    return None


def unknown_of(schema: AttributeSchema | NestedBlock, reason: str | None = None) -> Unknown:
    """An unknown of the type that the schema declares."""
    kind = schema.type() if isinstance(schema, NestedBlock) else schema.type
    return Unknown(type=kind, reason=reason)


def _member(kind: Type, name: str) -> Type | None:
    """The type at key `name` below a value of type `kind`, going through lists and sets."""
    while isinstance(kind, tuple) and kind[0] in ("list", "set"):
        kind = kind[1]
    if kind == ANY:
        return ANY
    if isinstance(kind, tuple) and kind[0] == "map":
        inner: Type = kind[1]
        return inner
    if isinstance(kind, tuple) and kind[0] == "object":
        for member, inner in kind[1]:
            if member == name:
                return inner
    return None


def _is_dynamic(kind: Type) -> bool:
    """Whether `any` stands somewhere in a type."""
    if isinstance(kind, str):
        return kind == ANY
    if kind[0] == "object":
        return any(_is_dynamic(member) for _, member in kind[1])
    if kind[0] == "tuple":
        return any(_is_dynamic(member) for member in kind[1])
    return _is_dynamic(kind[1])
