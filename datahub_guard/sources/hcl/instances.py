"""Resources and data sources after expansion: what references to them see, and what rules read of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from datahub_guard.errors import nearest
from datahub_guard.model.paths import Path
from datahub_guard.model.places import Place, Related
from datahub_guard.model.resource import UNSET, Unset
from datahub_guard.model.values import Sensitive, Unknown, Value
from datahub_guard.sources.hcl import blocks
from datahub_guard.sources.hcl.body import INSTANCE, META_BLOCKS, PENDING, RUNNING, Body
from datahub_guard.sources.hcl.context import provider_of
from datahub_guard.sources.hcl.errors import EvaluationError, LackingAttribute
from datahub_guard.sources.hcl.expansion import ANY_KEY, CIRCULAR, Expansion, Key, expand, key_text
from datahub_guard.sources.hcl.linting import BUILT_IN
from datahub_guard.sources.hcl.scope import Reference, Scope

if TYPE_CHECKING:
    from datahub_guard.model.schema import AttributeSchema, BlockSchema
    from datahub_guard.sources.hcl.definition import ResourceKey
    from datahub_guard.sources.hcl.module import ModuleInstance


class ResourceNode:
    """One resource block in one module instance, with its instances. `shared` holds what is the same in all."""

    __slots__ = ("_expansion", "_value", "address", "body", "instances", "key", "module", "shared")

    def __init__(self, module: ModuleInstance, key: ResourceKey, body: Body) -> None:
        mode, kind, name = key
        prefix = "" if mode == "managed" else f"{mode}."
        self.module = module
        self.key = key
        self.body = body
        self.address = f"{module.prefix}{prefix}{kind}.{name}"
        self.shared: dict[str, Value] = {}
        self.instances: dict[Key, ResourceInstance] = {}
        self._expansion: Expansion | None = None
        self._value: Value = PENDING

    def expansion(self) -> Expansion:
        """Which instances there are; makes them on first use."""
        found = self._expansion
        if found is CIRCULAR:
            which = self.body.count or self.body.for_each
            self.module.context.circular(self.address, which.attribute if which is not None else None)
        elif found is None:
            module = self.module
            self._expansion = CIRCULAR
            found = self._expansion = expand(self.body.count, self.body.for_each, module.scope, module.context)
            self._value = PENDING
            for key, names in found.keys.items():
                scope = Scope(module, names) if names else module.scope
                self.instances[key] = ResourceInstance(self, key, scope)
            if found.doubt is not None:
                self.instances[ANY_KEY] = ResourceInstance(self, ANY_KEY, Scope(module, found.other))
        return found

    def provider_name(self) -> str:
        """How the module calls the provider of the resource."""
        body = self.body
        if not body.provider:
            body.provider = provider_of(body.block, self.key[1])
        return body.provider

    def value(self) -> Value:
        """What `TYPE.NAME` stands for in an expression of the module."""
        if self._value is PENDING:
            expansion = self.expansion()
            if expansion.doubt is not None:
                self._value = Unknown((self.address,), reason=expansion.doubt.reason, direct=True)
            elif not expansion.kind:
                self._value = self.instances[None]
            else:
                self._value = Instances(self.address, expansion.kind, dict(self.instances))
        return self._value


class Instances(Reference):
    """All instances of a block with `count` or `for_each`: of a resource or of a module call."""

    __slots__ = ("address", "instances", "kind")

    def __init__(self, address: str, kind: str, instances: dict[Key, Reference]) -> None:
        self.address = address
        self.kind = kind
        self.instances = instances

    def get_attr(self, name: str) -> Value:
        """The instance of that key, which may be written as an attribute where the keys are strings."""
        if self.kind == "count":
            raise EvaluationError(f"{self.address} has count set: read an instance of it, {self.address}[0]")
        return self.get_index(name)

    def get_index(self, key: Value) -> Value:
        """The instance of that key; raises EvaluationError where there is none."""
        if self.kind == "count":
            from datahub_guard.sources.hcl.convert import to_number

            key = to_number(key)
        found = self.instances.get(key)
        if found is None:
            have = ", ".join(key_text(k) for k in list(self.instances)[:5]) or "none"
            raise EvaluationError(f"{self.address} has no instance {key_text(key)} (it has: {have})")
        return found

    def as_object(self) -> Value:
        """A list of objects for count, an object of objects for for_each."""
        if self.kind == "count":
            return [instance.as_object() for instance in self.instances.values()]
        return {str(key): instance.as_object() for key, instance in self.instances.items()}

    def iter_items(self) -> Iterable[tuple[Value, Value]]:
        """The instances by key."""
        return list(self.instances.items())

    def as_splat(self) -> Value:
        """All instances for count; for_each makes an object, which a splat takes as one thing."""
        return list(self.instances.values()) if self.kind == "count" else [self]


class ResourceInstance(Reference):
    """One instance. It is a value in expressions, and the `Attributes` that a `Resource` reads from."""

    __slots__ = ("computed", "key", "node", "scope", "values")

    def __init__(self, node: ResourceNode, key: Key, scope: Scope) -> None:
        self.node = node
        self.key = key
        self.scope = scope
        self.values: dict[str, Value] | None = None
        self.computed: dict[str, Value] | None = None

    def __repr__(self) -> str:
        return f"ResourceInstance({self.address})"

    @property
    def address(self) -> str:
        """The full address, as Terraform writes it."""
        return self.node.address + key_text(self.key)

    @property
    def provider(self) -> str:
        """The root module's name of the provider that it belongs to."""
        return self.node.module.provider(self.node.provider_name())

    # -- as rules read it ------------------------------------------------------------------------------------------

    def names(self) -> Iterable[str]:
        """See `Attributes.names`."""
        return self.node.body.names()

    def read(self, name: str) -> Value | Unset:
        """See `Attributes.read`; what a data source computes of its arguments alone is there too."""
        body = self.node.body
        argument = body.arguments.get(name)
        if argument is not None:
            depends = argument.depends
        elif name in body.by_name:
            depends = 0
            for nested in body.by_name[name]:
                depends |= nested.depends
        elif self.node.key[0] == "data":
            return self._computed_here(name)
        else:
            return UNSET if not body.gap else Unknown(reason=blocks.GAP)
        store = body.constants if depends == 0 else self._own() if depends & INSTANCE else self.node.shared
        value = store.get(name, PENDING)
        if value is PENDING:
            context, scope = self.node.module.context, self.scope
            if name in META_BLOCKS:
                scope = scope.child({"self": self})
            store[name] = RUNNING
            if argument is not None:
                value = blocks.argument_value(argument, scope, context)
            else:
                value = blocks.blocks_value(body, name, scope, context)
            store[name] = value
        elif value is RUNNING:
            attribute = argument.attribute if argument is not None else None
            return self.node.module.context.circular(f"{self.address}.{name}", attribute)
        return value

    def searched(self) -> Iterable[Value | Unset]:
        """See `Attributes.searched`."""
        return map(self.read, self.names())

    def accepts(self, name: str) -> bool:
        """See `Attributes.accepts`."""
        schema = self.node.body.schema
        return schema is not None and (schema.accepts_attribute(name) or schema.accepts_block(name))

    def default(self, path: Path) -> tuple[bool, Value]:
        """See `Attributes.default`."""
        from datahub_guard.sources.schemas.defaults import default_of

        mode, kind, _ = self.node.key
        return default_of(kind if mode == "managed" else f"{mode}.{kind}", path)

    def place(self, path: Path) -> Place:
        """See `Attributes.place`."""
        from datahub_guard.sources.hcl import pointing

        return pointing.place(self, path)

    def origins(self, path: Path) -> tuple[str, ...]:
        """See `Attributes.origins`."""
        from datahub_guard.sources.hcl import provenance

        return provenance.origins(self, path)

    def related(self) -> tuple[Related, ...]:
        """See `Attributes.related`."""
        from datahub_guard.sources.hcl import pointing

        return pointing.related(self.node.module)

    def _own(self) -> dict[str, Value]:
        if self.values is None:
            self.values = {}
        return self.values

    def _computed_here(self, name: str) -> Value | Unset:
        from datahub_guard.sources.hcl import data_sources

        compute = data_sources.COMPUTED.get(self.node.key[1])
        if compute is None:
            return UNSET
        values = self._own()
        value = values.get(name, PENDING)
        if value is PENDING:
            try:
                value = values[name] = compute(self, name)
            except EvaluationError as error:
                self.node.module.context.problem("hcl-expression", error.message, self.place(()))
                value = values[name] = Unknown(reason=error.message)
        return value

    # -- as expressions see it -------------------------------------------------------------------------------------

    def get_attr(self, name: str) -> Value:
        """`TYPE.NAME.name`: what is configured, or an unknown where the provider chooses."""
        value = self.read(name)
        if value is UNSET or value is None:
            return self._chosen(name)
        body = self.node.body
        if name in body.by_name:
            return blocks.referenced(value, body.schema, name, f"{self.address}.{name}")
        if isinstance(value, Unknown) and value.reason and not value.references:
            return Unknown((f"{self.address}.{name}",), value.shape, value.type, value.reason)
        return value

    def _chosen(self, name: str) -> Value:
        """What a reference sees of an attribute that is not configured."""
        if self.computed is None:
            self.computed = {}
        found = self.computed.get(name, PENDING)
        if found is not PENDING:
            return found
        schema = self.node.body.schema
        attribute = schema.attributes.get(name) if schema is not None else None
        if attribute is not None:
            found = self._omitted(name, attribute)
            if attribute.sensitive and found is not None:
                found = Sensitive(found)
        elif schema is None:
            found = Unknown((f"{self.address}.{name}",))
        elif name in schema.blocks:
            found = None if schema.blocks[name].nesting in ("single", "group") else []
        else:
            found = self._lacking(name, schema)
        self.computed[name] = found
        return found

    def _omitted(self, name: str, schema: AttributeSchema) -> Value:
        """What a reference sees of an argument that is omitted: what a plan would show, as far as that is known."""
        node = self.node
        if not schema.computed:
            if node.provider_name() == BUILT_IN:
                return None
            from datahub_guard.sources.schemas.defaults import PLAN, default_of, default_source

            _, kind, _ = node.key
            if node.key[0] == "managed" and default_source(kind, (name,)) == PLAN:
                return default_of(kind, (name,))[1]
        return blocks.computed(None, schema, f"{self.address}.{name}")

    def _lacking(self, name: str, schema: BlockSchema) -> Value:
        """What a reference to something gives that the schema does not have."""
        module, message = self.node.module, f"{self.address} has no attribute {name}{nearest(name, schema.names())}"
        source = module.context.library.provider_source(module.definition, self.node.provider_name().partition(".")[0])
        if module.context.pins.sure(source):
            raise LackingAttribute(message)
        reason = (
            f"{message}, by the schema of {source.rpartition('/')[2]} {module.context.library.schemas.version(source)}"
        )
        return Unknown((f"{self.address}.{name}",), reason=reason)

    def get_index(self, key: Value) -> Value:
        """An attribute by key; a single resource has no instances to read."""
        if isinstance(key, str):
            return self.get_attr(key)
        raise EvaluationError(f"{self.address} has neither count nor for_each: read it without a key")

    def as_object(self) -> Value:
        """All attributes: the configured ones, and what the schema says the provider adds."""
        schema = self.node.body.schema
        if schema is None:
            return {name: self.get_attr(name) for name in self._written()}
        return {name: self.get_attr(name) for name in schema.names()}

    def iter_items(self) -> Iterable[tuple[Value, Value]]:
        """The attributes by name."""
        return sorted(self.as_object().items())

    def _written(self) -> Iterable[str]:
        return self.node.body.names()
