"""`terraform_remote_state`: which stack owns the state that is read, and the outputs that it gives."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from datahub_guard.model.values import ListValue, MapValue, Sensitive, SetValue, Unknown, Value, is_known, reveal
from datahub_guard.sources.filling import filled
from datahub_guard.sources.hcl.body import plain_value
from datahub_guard.sources.hcl.scope import Reference

if TYPE_CHECKING:
    from datahub_guard.model.stack import Stack
    from datahub_guard.sources.hcl.context import Library, StackContext
    from datahub_guard.sources.hcl.instances import ResourceInstance

_IDENTITY = {
    "s3": ("bucket", "key"),
    "gcs": ("bucket", "prefix"),
    "azurerm": ("storage_account_name", "container_name", "key"),
    "http": ("address",),
    "consul": ("address", "path"),
    "kubernetes": ("secret_suffix", "namespace"),
    "pg": ("conn_str", "schema_name"),
}
"""The settings that tell one state of a backend from another."""


class StateLinks:
    """Which stack of the estate owns which state, by the addresses of their backends and by the facts."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._owners: dict[tuple[str, ...], list[StackContext]] = {}
        self._by_name: dict[str, StackContext] = {}
        self._absent: dict[str, Stack] = {}

    def add(self, context: StackContext) -> None:
        """Add a stack that is here."""
        self._by_name[context.name] = context
        for key in _own_keys(context):
            self._owners.setdefault(key, []).append(context)

    def add_absent(self, stack: Stack) -> None:
        """Add a stack that only the estate index knows."""
        self._absent[stack.name] = stack

    def owners(self, instance: ResourceInstance) -> list[StackContext | Stack]:
        """The stacks whose state a `terraform_remote_state` reads: normally one."""
        kind, config = reveal(instance.read("backend")), reveal(instance.read("config"))
        if not isinstance(kind, str) or not isinstance(config, dict):
            return []
        found: list[StackContext | Stack] = []
        key = _key(kind, config, instance.node.module.context.directory)
        if key is not None:
            found += self._owners.get(key, [])
        address = reveal(config.get("address"))
        facts = self._library.facts
        if not found and kind == "http" and isinstance(address, str) and facts is not None:
            placement = facts.state_owner(address)
            if placement is not None:
                owner = self._by_name.get(placement.name) or self._absent.get(placement.name)
                found += [owner] if owner is not None else []
        if not found and key is not None:
            found += [stack for stack in self._absent.values() if _absent_key(stack) == key]
        return found


def _own_keys(context: StackContext) -> Iterable[tuple[str, ...]]:
    """The identities of a stack's own state."""
    block = context.library.definition(context.directory).backend()
    if block is None:
        yield ("local", os.path.join(context.directory, "terraform.tfstate"))
    elif block.type == "backend" and block.labels:
        key = _key(block.labels[0], context.backend_settings(), context.directory)
        if key is not None:
            yield key
        elif block.labels[0] == "http" and context.placement is not None and context.library.facts is not None:
            address = context.library.facts.state_address(context.placement)
            if address is not None:
                yield ("http", address)


def _key(kind: str, config: dict[str, Value], directory: str) -> tuple[str, ...] | None:
    """What identifies the state that a backend of this kind with these settings has; `None` when that is not known."""
    if kind == "local":
        path = reveal(config.get("path", "terraform.tfstate"))
        return ("local", os.path.normpath(os.path.join(directory, path))) if isinstance(path, str) else None
    names = _IDENTITY.get(kind)
    if names is None:
        return None
    values = [reveal(config.get(name, "")) for name in names]
    if not all(isinstance(value, str) for value in values) or not values[0]:
        return None
    return (kind, *(value.rstrip("/") for value in values))


def _absent_key(stack: Stack) -> tuple[str, ...] | None:
    if stack.backend is None:
        return None
    return _key(stack.backend.kind, stack.backend.settings, "")


class RemoteOutputs(Reference):
    """The `outputs` of a `terraform_remote_state`, each looked up when it is read."""

    __slots__ = ("_known", "_owner", "instance")

    def __init__(self, instance: ResourceInstance) -> None:
        self.instance = instance
        self._known: dict[str, Value] = {}
        self._owner: Any = None

    @property
    def address(self) -> str:
        """How expressions refer to the outputs."""
        return f"{self.instance.address}.outputs"

    def get_attr(self, name: str) -> Value:
        """The output of that name, as far as it is known."""
        if name not in self._known:
            self._known[name] = Unknown((f"{self.address}.{name}",), reason="two stacks read one another's state")
            self._known[name] = self._output(name)
        return self._known[name]

    def get_index(self, key: Value) -> Value:
        """As `get_attr`."""
        return self.get_attr(str(key))

    def as_object(self) -> Value:
        """All outputs of the owner; an unknown when it is not here."""
        names = self._names()
        if names is None:
            return Unknown((self.address,), reason=self._why_not())
        return {name: self.get_attr(name) for name in names}

    def iter_items(self) -> Iterable[tuple[Value, Value]]:
        """The outputs by name."""
        found = self.as_object()
        return sorted(found.items()) if isinstance(found, dict) else []

    def as_splat(self) -> Value:
        """One object, or an unknown."""
        return [self] if self._names() is not None else self.as_object()

    # -- details ---------------------------------------------------------------------------------------------------

    def _output(self, name: str) -> Value:
        reference = f"{self.address}.{name}"
        file = self._state_file()
        if file is not None:
            return file[name] if name in file else Unknown((reference,), reason=f"the state has no output {name}")
        owners = self.owners()
        if not owners:
            return Unknown((reference,), reason=self._why_not())
        owner = owners[0]
        known = self._names() or ()
        if name not in known:
            return Unknown((reference,), reason=f"{owner.name} has no output {name}")
        root = getattr(owner, "root", None)
        if root is None:
            return abroad(owner.outputs[name].value, owner.name, reference)
        library = self.instance.node.module.context.library
        library.crossing += 1
        try:
            value = root.output(name)
        finally:
            library.crossing -= 1
        if name in owner.known_outputs:
            value = filled(plain_value(value), owner.known_outputs[name])
        return abroad(value, owner.name, reference)

    def owners(self) -> list[Any]:
        """The stacks that own the state: a `StackContext` for one that is here, else a `Stack` of the index."""
        if self._owner is None:
            links = self.instance.node.module.context.library.links
            self._owner = links.owners(self.instance) if links is not None else []
        found: list[Any] = self._owner
        return found

    def _names(self) -> Iterable[str] | None:
        file = self._state_file()
        if file is not None:
            return file
        owners = self.owners()
        if not owners:
            return None
        root = getattr(owners[0], "root", None)
        names: Iterable[str] = root.definition.outputs if root is not None else owners[0].outputs
        return names

    def _why_not(self) -> str:
        backend, config = self.instance.read("backend"), self.instance.read("config")
        if not is_known(backend) or not is_known(config):
            return "it is not known whose state this is"
        address = reveal(config.get("address")) if isinstance(config, dict) else None
        if isinstance(address, Unknown):
            return f"it is not known whose state this is: {address.why()}"
        where = f" at {address}" if isinstance(address, str) else ""
        return f"the stack that owns the state{where} is not in what is checked"

    def _state_file(self) -> dict[str, Value] | None:
        """The outputs in the file of a local backend, when it lies inside the repository."""
        if reveal(self.instance.read("backend")) != "local":
            return None
        context = self.instance.node.module.context
        config = reveal(self.instance.read("config"))
        path = reveal(config.get("path", "terraform.tfstate")) if isinstance(config, dict) else None
        if not isinstance(path, str):
            return None
        return context.library.state_outputs(os.path.join(context.directory, path), context.repository)


def abroad(value: Value, stack: str, reference: str) -> Value:
    """A value of another stack, its references written with that stack's name, behind the one that was read here."""
    if isinstance(value, Unknown):
        references = tuple(qualified(text, stack) for text in value.references)
        shape = value.shape
        if shape is not None:
            shape = (shape[0], *(_abroad_parts(part, stack) for part in shape[1:]))
        return Unknown((reference, *references), shape, value.type, value.reason, value.direct)
    if isinstance(value, Reference):
        return Foreign(value, stack, reference)
    if isinstance(value, Sensitive):
        return Sensitive(abroad(value.value, stack, reference))
    if isinstance(value, dict):
        items = {key: abroad(item, stack, f"{reference}{_step(key)}") for key, item in value.items()}
        return MapValue(items, value.element) if isinstance(value, MapValue) else items
    if isinstance(value, SetValue):
        return SetValue([abroad(item, stack, reference) for item in value], value.element)
    if isinstance(value, list):
        parts = [abroad(item, stack, f"{reference}[{index}]") for index, item in enumerate(value)]
        return ListValue(parts, value.element) if isinstance(value, ListValue) else parts
    return value


def _abroad_parts(value: Any, stack: str) -> Any:
    """Parts of a shape: the references inside belong to the other stack only."""
    if isinstance(value, Unknown):
        references = tuple(qualified(text, stack) for text in value.references)
        shape = value.shape
        if shape is not None:
            shape = (shape[0], *(_abroad_parts(part, stack) for part in shape[1:]))
        return Unknown(references, shape, value.type, value.reason, value.direct)
    if isinstance(value, dict):
        return {key: _abroad_parts(item, stack) for key, item in value.items()}
    if isinstance(value, list):
        return [_abroad_parts(item, stack) for item in value]
    return value


def qualified(reference: str, stack: str) -> str:
    """`STACK:ADDRESS`, unless the reference says already which other stack it is in."""
    head = reference.split("[", 1)[0].split('"', 1)[0]
    return reference if ":" in head else f"{stack}:{reference}"


def _step(key: str) -> str:
    from datahub_guard.model.paths import path_text

    text = path_text((key,))
    return text if text.startswith("[") else f'["{key}"]'


class Foreign(Reference):
    """A whole resource or module of another stack, as it comes out of that stack's output."""

    __slots__ = ("inner", "reference", "stack")

    def __init__(self, inner: Reference, stack: str, reference: str) -> None:
        self.inner = inner
        self.stack = stack
        self.reference = reference

    def get_attr(self, name: str) -> Value:
        """The attribute, as a value of another stack."""
        return abroad(self.inner.get_attr(name), self.stack, f"{self.reference}.{name}")

    def get_index(self, key: Value) -> Value:
        """The instance, as a value of another stack."""
        return abroad(self.inner.get_index(key), self.stack, f"{self.reference}{_step(str(key))}")

    def as_object(self) -> Value:
        """All attributes, as values of another stack."""
        return abroad(self.inner.as_object(), self.stack, self.reference)

    def iter_items(self) -> Iterable[tuple[Value, Value]]:
        """The items, as values of another stack."""
        items = self.inner.iter_items()
        return [(key, abroad(value, self.stack, f"{self.reference}{_step(str(key))}")) for key, value in items]

    def as_splat(self) -> Value:
        """What a splat goes over, as values of another stack."""
        found = self.inner.as_splat()
        if isinstance(found, list):
            return [abroad(item, self.stack, self.reference) for item in found]
        return abroad(found, self.stack, self.reference)
