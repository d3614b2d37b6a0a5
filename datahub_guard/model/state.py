"""What a state file says: which objects Terraform manages for a stack, and the outputs that others read."""

from __future__ import annotations

from typing import Any

from datahub_guard.model.values import Type, Value


class StateOutput:
    """An output as the last apply left it; a sensitive value is marked."""

    __slots__ = ("sensitive", "type", "value")

    def __init__(self, value: Value, type: Type, sensitive: bool) -> None:
        self.value = value
        self.type = type
        self.sensitive = sensitive


class StateInstance:
    """An object in a state, which a destroy would hit when its mode is `managed`.

    `attributes` are plain JSON without what the state marks sensitive; `id` is the provider's name for the object,
    where it has one. `deposed` is the key of an object that was replaced and still has to be destroyed.
    """

    __slots__ = (
        "address",
        "attributes",
        "dependencies",
        "deposed",
        "key",
        "mode",
        "module",
        "name",
        "provider",
        "tainted",
        "type",
    )

    def __init__(
        self,
        address: str,
        *,
        mode: str,
        type: str,
        name: str,
        key: str | int | None,
        module: str,
        provider: str,
        attributes: dict[str, Any],
        dependencies: tuple[str, ...] = (),
        deposed: str = "",
        tainted: bool = False,
    ) -> None:
        self.address = address
        self.mode = mode
        self.type = type
        self.name = name
        self.key = key
        self.module = module
        self.provider = provider
        self.attributes = attributes
        self.dependencies = dependencies
        self.deposed = deposed
        self.tainted = tainted

    @property
    def id(self) -> str | None:
        """The object's id."""
        found = self.attributes.get("id")
        return found if isinstance(found, str) else None


class State:
    """A state: `serial` counts its versions, `lineage` tells it from the state of another stack."""

    __slots__ = ("file", "instances", "lineage", "outputs", "serial", "terraform_version")

    def __init__(self, file: str, serial: int, lineage: str, terraform_version: str) -> None:
        self.file = file
        self.serial = serial
        self.lineage = lineage
        self.terraform_version = terraform_version
        self.outputs: dict[str, StateOutput] = {}
        self.instances: list[StateInstance] = []

    def destroyed(self) -> list[StateInstance]:
        """What `terraform destroy` would hit."""
        return [instance for instance in self.instances if instance.mode == "managed"]
