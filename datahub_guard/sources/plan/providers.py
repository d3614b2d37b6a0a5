"""Provider configurations of a plan, and which one an instance belongs to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from datahub_guard.model.paths import Path
from datahub_guard.model.places import Place, Related
from datahub_guard.model.readings import Readings
from datahub_guard.model.resource import UNSET, Resource, Unset
from datahub_guard.model.schema import AttributeSchema, BlockSchema, NestedBlock
from datahub_guard.model.stack import ProviderConfig, Stack
from datahub_guard.model.values import Type, Unknown, Value
from datahub_guard.sources.plan.addresses import module_steps
from datahub_guard.sources.plan.configuration import (
    as_object,
    as_text,
    blocks_of,
    expressions_at,
    is_expression,
    references_in,
)
from datahub_guard.sources.plan.references import Where
from datahub_guard.sources.plan.values import value_of

if TYPE_CHECKING:
    from datahub_guard.sources.plan.attributes import PlanAttributes
    from datahub_guard.sources.plan.plan import Plan
    from datahub_guard.sources.schemas.store import SchemaStore

_MAX_NESTING = 20


def name_of(plan: Plan, instance: PlanAttributes) -> str:
    """The root module's name of the provider that an instance belongs to (`aws`, `aws.core_network`).

    A module that configures a provider itself has it under its own name, `module.x:aws`. Before Terraform 1.1 every
    module's providers are named so, also those that it is given.
    """
    block = instance.block()
    key = as_text(block.get("provider_config_key")) if block is not None else ""
    if not key:
        return instance.type.partition("_")[0]
    module, separator, local = key.rpartition(":")
    if not separator:
        return key
    if not module.startswith("module."):
        module = ".".join(f"module.{step.name}" for step in plan.module_steps(instance.module))
    entry = as_object(plan.configuration.providers.get(f"{module}:{local}"))
    return f"{instance.module}:{local}" if as_object(entry.get("expressions")) else local


def read_providers(plan: Plan, stack: Stack, readings: Readings, schemas: SchemaStore) -> list[ProviderConfig]:
    """The provider configurations that say anything, and the root module's that say nothing."""
    found = []
    for key, entry in plan.configuration.providers.items():
        entry = as_object(entry)
        kind, module = as_text(entry.get("name")), as_text(entry.get("module_address"))
        if not kind or as_text(entry.get("full_name")).startswith("terraform.io/builtin/"):
            continue
        if module and not as_object(entry.get("expressions")):
            continue
        local = key.rpartition(":")[2]
        source = as_text(entry.get("full_name"))
        schema = schemas.provider(source or kind)
        attributes = ConfiguredAttributes(plan, f"provider.{kind}", as_object(entry.get("expressions")), schema, module)
        resource = Resource(stack, f"provider.{key}", kind, local, attributes, readings, mode="provider", module=module)
        found.append(ProviderConfig(f"{module}:{local}" if module else local, module, resource))
    return found


class ConfiguredAttributes:
    """Expressions of a plan's configuration that have no values of their own, as `Attributes`."""

    __slots__ = ("_expressions", "_kind", "_plan", "_schema", "_where")

    def __init__(
        self, plan: Plan, kind: str, expressions: dict[str, Any], schema: BlockSchema | None, module: str
    ) -> None:
        self._plan = plan
        self._kind = kind
        self._expressions = expressions
        self._schema = schema
        self._where = Where(module_steps(module))

    def names(self) -> Iterable[str]:
        """See `Attributes.names`."""
        return list(self._expressions)

    def read(self, name: str) -> Value | Unset:
        """See `Attributes.read`."""
        written = self._expressions.get(name)
        if written is None:
            return UNSET
        value = self._value(written, self._schema.get(name) if self._schema is not None else None, 0)
        return UNSET if value is None else value

    def searched(self) -> Iterable[Value | Unset]:
        """See `Attributes.searched`."""
        return map(self.read, self.names())

    def accepts(self, name: str) -> bool:
        """See `Attributes.accepts`."""
        schema = self._schema
        return schema is not None and (schema.accepts_attribute(name) or schema.accepts_block(name))

    def default(self, path: Path) -> tuple[bool, Value]:
        """See `Attributes.default`."""
        from datahub_guard.sources.schemas.defaults import default_of

        return default_of(self._kind, path)

    def place(self, path: Path) -> Place:
        """See `Attributes.place`."""
        return self._plan.place

    def origins(self, path: Path) -> tuple[str, ...]:
        """See `Attributes.origins`."""
        texts = [text for part in expressions_at(self._expressions, path) for text in references_in(part)]
        return self._plan.references.addresses(texts, self._where)

    def related(self) -> tuple[Related, ...]:
        """See `Attributes.related`."""
        return ()

    def _value(self, written: Any, part: AttributeSchema | NestedBlock | None, depth: int) -> Value:
        if is_expression(written) and not isinstance(part, NestedBlock):
            return self._expression(written, part if isinstance(part, AttributeSchema) else None)
        inner = part.block if isinstance(part, NestedBlock) else None
        if depth > _MAX_NESTING:
            return Unknown(reason="it is nested too deeply")
        found = [
            {
                name: self._value(value, inner.get(name) if inner is not None else None, depth + 1)
                for name, value in block.items()
            }
            for block in blocks_of(written)
        ]
        single = isinstance(part, NestedBlock) and part.nesting in ("single", "group")
        return found[0] if single and found else found

    def _expression(self, written: dict[str, Any], attribute: AttributeSchema | None) -> Value:
        kind: Type | None = attribute.type if attribute is not None else None
        if "constant_value" in written:
            secret = attribute is not None and attribute.sensitive
            return value_of(written["constant_value"], None, secret, kind, Unknown)
        return expression_value(self._plan, written, self._where, kind)


def expression_value(plan: Plan, written: Any, where: Where, kind: Type | None = None) -> Value:
    """The value of an expression that only the configuration has: a constant, or an unknown with its references."""
    if isinstance(written, dict) and "constant_value" in written:
        return value_of(written["constant_value"], None, None, kind, Unknown)
    texts = list(references_in(written))
    if not texts:
        return Unknown(type=kind, reason="a plan does not show what an expression of constants and functions gives")
    return Unknown(plan.references.addresses(texts, where), type=kind, reason="a plan shows only what it refers to")
