"""Module calls: where the called module lies, its instances, and what `module.NAME` stands for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from datahub_guard.errors import nearest
from datahub_guard.model.values import Unknown, Value
from datahub_guard.sources.hcl import places
from datahub_guard.sources.hcl.blocks import argument_value
from datahub_guard.sources.hcl.body import INSTANCE, PENDING, Body
from datahub_guard.sources.hcl.expansion import ANY_KEY, CIRCULAR, Expansion, Key, expand, key_text
from datahub_guard.sources.hcl.instances import Instances
from datahub_guard.sources.hcl.limits import MAX_MODULE_DEPTH
from datahub_guard.sources.hcl.scope import Reference, Scope

if TYPE_CHECKING:
    from datahub_guard.sources.hcl.module import ModuleInstance
    from datahub_guard.sources.hcl.syntax import Attribute

_PAIR = re.compile(r'"?([\w-]+(?:\.[\w-]+)?)"?\s*[=:]\s*"?([\w-]+(?:\.[\w-]+)?)"?')


class ModuleCallNode:
    """One `module` block in one module instance.

    `directory` is where the called module lies; where it was not found, `hole` says why. `instances` has a
    `ModuleValue` for each key.
    """

    __slots__ = (
        "_expansion",
        "_providers",
        "_value",
        "address",
        "body",
        "directory",
        "hole",
        "instances",
        "module",
        "name",
        "shared",
    )

    def __init__(self, module: ModuleInstance, name: str, body: Body) -> None:
        self.module = module
        self.name = name
        self.body = body
        self.address = f"{module.prefix}module.{name}"
        self.instances: dict[Key, ModuleValue] = {}
        self.shared: dict[str, Value] = {}
        self._expansion: Expansion | None = None
        self._value: Value = PENDING
        self._providers: dict[str, str] | None = None
        self.directory: str | None = None
        self.hole = ""
        self._locate()

    def attribute(self, name: str) -> Attribute | None:
        """One of the block's own arguments (`source`, `version`, `providers`)."""
        return self.body.block.attributes.get(name)

    def keys(self) -> list[str]:
        """The names of the calls that lead here, from the root: the key of `.terraform/modules/modules.json`."""
        parent = self.module.call
        return [*(parent.keys() if parent else ()), self.name]

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
            names = dict(found.keys)
            if found.doubt is not None:
                names[ANY_KEY] = found.other
            for key, bound in names.items():
                scope = Scope(module, bound) if bound else module.scope
                self.instances[key] = ModuleValue(self, key, self._instance(key), scope)
        return found

    def value(self) -> Value:
        """What `module.NAME` stands for in an expression of the module."""
        if self._value is PENDING:
            expansion = self.expansion()
            if expansion.doubt is not None:
                self._value = Unknown((self.address,), reason=expansion.doubt.reason, direct=True)
            elif not expansion.kind:
                self._value = self.instances[None]
            else:
                self._value = Instances(self.address, expansion.kind, {**self.instances})
        return self._value

    def provider(self, local: str) -> str:
        """The root module's name for the provider that the called module calls `local`."""
        written = self._written_providers()
        if local in written:
            return self.module.provider(written[local])
        return self.module.provider(local) if "." not in local else f"{self.address}:{local}"

    # -- details ---------------------------------------------------------------------------------------------------

    def _locate(self) -> None:
        module = self.module
        found = module.context.library.sources.locate(self)
        self.directory, self.hole = found.directory, found.hole
        block = self.body.block
        if self.directory is not None and module.depth >= MAX_MODULE_DEPTH:
            self.directory = None
            self.hole = f"modules are called more than {MAX_MODULE_DEPTH} levels deep"
        elif self.directory is not None and self._calls_itself(self.directory):
            self.directory = None
            self.hole = "the module calls itself"
        if self.hole:
            source = block.attributes.get("source")
            place = places.of_attribute(source) if source else places.of_header(block)
            message = f"{self.address} cannot be read: {self.hole}"
            module.context.problem("module-missing", message, place, found.remedy)
        elif self.directory is not None:
            if found.note and module.context.library.tell(found.note):
                source = block.attributes["source"]
                module.context.note("module-version", f"{self.address}: {found.note}", places.of_attribute(source))
            self._check_arguments(self.directory)

    def _calls_itself(self, directory: str) -> bool:
        module: ModuleInstance | None = self.module
        while module is not None:
            if module.definition.directory == directory:
                return True
            module = module.parent
        return False

    def _check_arguments(self, directory: str) -> None:
        """Note arguments that the called module has no variable for, and variables that get none."""
        context = self.module.context
        declared = context.library.definition(directory).variables
        for name, argument in self.body.arguments.items():
            if name not in declared:
                message = f"{self.address} has no variable {name}{nearest(name, declared)}"
                context.problem("module-argument", message, places.of_attribute(argument.attribute))
        for name, block in declared.items():
            if name not in self.body.arguments and "default" not in block.attributes:
                message = f"{self.address} needs the argument {name}, which is missing"
                context.problem("module-argument", message, places.of_header(self.body.block))

    def _instance(self, key: Key) -> ModuleInstance | None:
        if self.directory is None:
            return None
        from datahub_guard.sources.hcl.module import ModuleInstance

        module = self.module
        definition = module.context.library.definition(self.directory)
        return ModuleInstance(definition, module.context, self.address + key_text(key), module)

    def _written_providers(self) -> dict[str, str]:
        if self._providers is None:
            attribute = self.attribute("providers")
            text = attribute.file.text[attribute.start : attribute.end] if attribute else ""
            self._providers = dict(_PAIR.findall(text))
        return self._providers


class ModuleValue(Reference):
    """One instance of a module call as expressions see it: an object of its outputs."""

    __slots__ = ("call", "given", "instance", "key", "scope")

    def __init__(self, call: ModuleCallNode, key: Key, instance: ModuleInstance | None, scope: Scope) -> None:
        self.call = call
        self.key = key
        self.instance = instance
        self.scope = scope
        self.given: dict[str, Value] = {}
        if instance is not None:
            instance.called_as = self

    @property
    def address(self) -> str:
        """The address of the module instance."""
        return self.call.address + key_text(self.key)

    def argument(self, name: str) -> Value:
        """What the call gives the variable `name`, evaluated once; `PENDING` where it gives nothing."""
        argument = self.call.body.arguments.get(name)
        if argument is None:
            return PENDING
        store = self.given if argument.depends & INSTANCE else self.call.shared
        value = store.get(name, PENDING)
        if value is PENDING:
            value = store[name] = argument_value(argument, self.scope, self.call.module.context)
        return value

    def get_attr(self, name: str) -> Value:
        """The output `name`; of a module that was not found, an unknown with that reason."""
        if self.instance is None:
            return Unknown((f"{self.address}.{name}",), reason=f"{self.address} is not there: {self.call.hole}")
        return self.instance.output(name)

    def get_index(self, key: Value) -> Value:
        """As `get_attr`: an object may be read by key too."""
        return self.get_attr(str(key))

    def as_object(self) -> Value:
        """All outputs, or an unknown for a module that was not found."""
        if self.instance is None:
            return Unknown((self.address,), reason=f"{self.address} is not there: {self.call.hole}")
        return {name: self.instance.output(name) for name in self.instance.definition.outputs}

    def iter_items(self) -> Iterable[tuple[Value, Value]]:
        """The outputs by name."""
        found = self.as_object()
        return sorted(found.items()) if isinstance(found, dict) else []

    def as_splat(self) -> Value:
        """One module, or an unknown for one that was not found."""
        return [self] if self.instance is not None else self.as_object()
