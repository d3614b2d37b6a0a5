"""One Terraform root module with one state, and what it declares besides resources."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from datahub_guard.model.places import Place
from datahub_guard.model.problems import Problem
from datahub_guard.model.resource import Change, Resource
from datahub_guard.model.values import Type, Value

if TYPE_CHECKING:
    from datahub_guard.model.facts import Placement
    from datahub_guard.model.state import State


_KEY = re.compile(r'\[(?:\d+|"(?:[^"\\]|\\.)*")\]')


class Output:
    """A root module's output: its value as evaluated (it may be unknown), and the references behind it."""

    __slots__ = ("change", "name", "origins", "place", "sensitive", "type", "value")

    def __init__(
        self,
        name: str,
        value: Value,
        place: Place,
        *,
        sensitive: bool = False,
        type: Type = "any",
        origins: tuple[str, ...] = (),
        change: Change | None = None,
    ) -> None:
        self.name = name
        self.value = value
        self.place = place
        self.sensitive = sensitive
        self.type = type
        self.origins = origins
        self.change = change


class Variable:
    """A root module's input variable and the value that this stack gives it."""

    __slots__ = ("name", "place", "sensitive", "type", "value")

    def __init__(self, name: str, value: Value, place: Place, *, type: Type = "any", sensitive: bool = False) -> None:
        self.name = name
        self.value = value
        self.place = place
        self.type = type
        self.sensitive = sensitive


GITLAB_NEEDS = ("address", "lock_address", "unlock_address", "lock_method", "unlock_method")
"""The settings of an HTTP backend without which GitLab does not keep and lock a state."""


class Backend:
    """The `backend` (or `cloud`) block: `settings` are its arguments, `elsewhere` those that the pipeline gives, as
    `TF_HTTP_*` variables or `-backend-config` (value and place of each). `repeated` are the places of further blocks,
    which Terraform refuses."""

    __slots__ = ("elsewhere", "kind", "place", "places", "repeated", "settings")

    def __init__(self, kind: str, settings: dict[str, Value], place: Place, places: dict[str, Place]) -> None:
        self.kind = kind
        self.settings = settings
        self.place = place
        self.places = places
        self.elsewhere: dict[str, tuple[str, Place]] = {}
        self.repeated: tuple[Place, ...] = ()

    @property
    def partial(self) -> bool:
        """Whether this is an HTTP backend that leaves what GitLab needs to the pipeline."""
        return self.kind == "http" and not all(key in self.settings for key in GITLAB_NEEDS)


class RemoteState:
    """A `terraform_remote_state` data source instance: where it reads, and who owns that state.

    `owners` are the names of the stacks whose backend has the same address (normally one; none when it is not in
    the estate). `reads` are the output names that the stack's expressions use, with the place of each use; a path
    behind the output's name holds the literal keys (`("kms_key_arns", "digital")`).
    """

    __slots__ = ("address", "backend", "config", "name", "owners", "place", "places", "reads", "resource")

    def __init__(self, resource: Resource, backend: Value, config: Value) -> None:
        self.resource = resource
        self.name = resource.name
        self.backend = backend
        self.config = config
        self.address: Value = config.get("address") if isinstance(config, dict) else config
        self.place = resource.place()
        self.owners: tuple[str, ...] = ()
        self.reads: list[tuple[tuple[str, ...], Place]] = []


class ProviderConfig:
    """A `provider` block: `name` is `aws` or `aws.core_network`; it reads like a resource."""

    __slots__ = ("module", "name", "resource")

    def __init__(self, name: str, module: str, resource: Resource) -> None:
        self.name = name
        self.module = module
        self.resource = resource


class ModuleCall:
    """A `module` block instance: `source` as written, `directory` of what was found, or why it was not."""

    __slots__ = ("address", "argument_places", "arguments", "directory", "hole", "place", "source", "version")

    def __init__(
        self, address: str, source: Value, place: Place, directory: str | None, hole: str, version: Value = None
    ) -> None:
        self.address = address
        self.source = source
        self.place = place
        self.directory = directory
        self.hole = hole
        self.version = version
        self.arguments: dict[str, Value] = {}
        self.argument_places: dict[str, Place] = {}


class PlanInfo:
    """What a plan says of itself, besides its changes."""

    __slots__ = ("complete", "errored", "file", "format_version", "output_changes", "raw_checks", "terraform_version")

    def __init__(self, file: str, format_version: str, terraform_version: str | None) -> None:
        self.file = file
        self.format_version = format_version
        self.terraform_version = terraform_version
        self.errored = False
        self.complete = True
        self.output_changes: dict[str, Change] = {}
        self.raw_checks: list[Any] = []


class Stack:
    """A root module. `path` is its folder relative to the checked root; `name` is what identities are made of:
    `REPOSITORY/PATH`, the same whether the repository is checked alone or in the estate. An `absent` stack is known
    from an index only: rules may look at it, and it is not judged. `removed` are the instances that a plan destroys
    without a successor: only rules about changes see them. `unread` says which part of the configuration could not be
    read, so that what the stack seems to lack may stand there."""

    def __init__(self, path: str, name: str, repository: str) -> None:
        self.path = path
        self.name = name
        self.repository = repository
        self.absent = False
        self.placement: Placement | None = None
        self.resources: list[Resource] = []
        self.removed: list[Resource] = []
        self.outputs: dict[str, Output] = {}
        self.variables: dict[str, Variable] = {}
        self.providers: list[ProviderConfig] = []
        self.backend: Backend | None = None
        self.remote_states: list[RemoteState] = []
        self.modules: list[ModuleCall] = []
        self.problems: list[Problem] = []
        self.files: list[str] = []
        self.unread = ""
        self.plan: PlanInfo | None = None
        self.state_file: str | None = None
        self.state: State | None = None
        self._by_type: dict[str, list[Resource]] | None = None
        self._by_address: dict[str, Resource] | None = None

    def __repr__(self) -> str:
        return f"Stack({self.path})"

    @property
    def place(self) -> Place:
        """Where a finding about the stack as a whole stands: its first `.tf` file by name, line 1."""
        return Place(self.files[0] if self.files else self.path)

    @property
    def configured(self) -> bool:
        """Whether the configuration itself was read: a plan alone shows neither a backend nor `lifecycle`."""
        return self.plan is None or self.files != [self.plan.file]

    @property
    def gap(self) -> str:
        """Why a resource may be there that the stack seems to lack, or an empty text; a plan shows them all."""
        return "" if self.plan is not None else self.unread

    def of_type(self, *types: str) -> list[Resource]:
        """The managed resources of these types."""
        if self._by_type is None:
            self._by_type = {}
            for resource in self.resources:
                if resource.mode == "managed":
                    self._by_type.setdefault(resource.type, []).append(resource)
        if len(types) == 1:
            return self._by_type.get(types[0], [])
        return [r for t in types for r in self._by_type.get(t, ())]

    def changing(self, *types: str) -> list[Resource]:
        """The instances of these types that a plan has a say on, the ones that it destroys included."""
        changed = [r for r in self.of_type(*types) if r.change is not None]
        return changed + [r for r in self.removed if r.type in types]

    def data(self, *types: str) -> list[Resource]:
        """The data source instances of these types."""
        return [r for r in self.resources if r.mode == "data" and r.type in types]

    def at(self, address: str) -> Resource | None:
        """The instance with this full address, or the one that stands for it because its keys are not known."""
        if self._by_address is None:
            self._by_address = {r.address: r for r in self.resources}
            for resource in self.resources:
                if "[*]" in resource.address:
                    self._by_address.setdefault(_KEY.sub("[*]", resource.address), resource)
        return self._by_address.get(address) or self._by_address.get(_KEY.sub("[*]", address))

    def instances(self, address: str) -> list[Resource]:
        """The instance with this address, or, for an address without its key, all instances of the block."""
        found = self.at(address)
        if found is not None:
            return [found]
        return [resource for resource in self.resources if resource.address.startswith(f"{address}[")]
