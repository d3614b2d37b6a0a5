"""What all modules of one run share, and what all modules of one stack share."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from datahub_guard.model.places import Place
from datahub_guard.model.problems import Problem
from datahub_guard.model.values import Unknown, Value
from datahub_guard.sources.hcl import places
from datahub_guard.sources.hcl.definition import ModuleDefinition
from datahub_guard.sources.hcl.errors import EvaluationError
from datahub_guard.sources.hcl.file_access import FileAccess
from datahub_guard.sources.hcl.limits import MAX_STACK_INSTANCES
from datahub_guard.sources.hcl.linting import Pins
from datahub_guard.sources.hcl.module_sources import ModuleSources
from datahub_guard.sources.hcl.syntax import Attribute, Block

if TYPE_CHECKING:
    from datahub_guard.model.facts import Facts, Placement
    from datahub_guard.model.schema import BlockSchema
    from datahub_guard.sources.hcl.definition import ResourceKey
    from datahub_guard.sources.hcl.files import Files
    from datahub_guard.sources.hcl.module import ModuleInstance
    from datahub_guard.sources.hcl.remote_state import StateLinks
    from datahub_guard.sources.repositories import Repositories
    from datahub_guard.sources.schemas.store import SchemaStore


_SOURCE = re.compile(r'"?source"?\s*[=:]\s*"([^"]+)"')


def provider_of(block: Block, type: str) -> str:
    """How a resource block calls its provider: what `provider` says, else the first word of its type."""
    written = block.attributes.get("provider")
    if written is not None:
        text = written.file.text[written.start : written.end].strip().strip('"')
        if text:
            return text
    return type.partition("_")[0]


class Library:
    """Files, module definitions and provider schemas of a run; each is read once.

    `crossing` counts how many states of other stacks lie between the value that is evaluated and who asked for it.
    """

    def __init__(self, files: Files, schemas: SchemaStore, facts: Facts | None = None) -> None:
        self.files = files
        self.schemas = schemas
        self.facts = facts
        self.sources = ModuleSources(self)
        self.repositories: Repositories | None = None
        self.links: StateLinks | None = None
        self.crossing = 0
        self._states: dict[str, dict[str, Value] | None] = {}
        self._definitions: dict[str, ModuleDefinition] = {}
        self._told: set[object] = set()

    def definition(self, directory: str) -> ModuleDefinition:
        """The configuration in a directory (an absolute path)."""
        found = self._definitions.get(directory)
        if found is None:
            found = self._definitions[directory] = ModuleDefinition(directory, self.files)
        return found

    def resource_schema(self, definition: ModuleDefinition, block: Block, key: ResourceKey) -> BlockSchema | None:
        """What the provider declares for a resource or data source; `None` for a provider without a schema."""
        mode, kind, _ = key
        source = self.provider_source(definition, provider_of(block, kind).partition(".")[0])
        if mode == "managed":
            return self.schemas.resource(kind, source)
        return self.schemas.data(kind, source) if mode == "data" else self.schemas.ephemeral(kind, source)

    def provider_schema(self, definition: ModuleDefinition, local: str) -> BlockSchema | None:
        """What the provider with this local name declares for its own block."""
        return self.schemas.provider(self.provider_source(definition, local))

    def provider_source(self, definition: ModuleDefinition, local: str) -> str:
        """The address of the provider that a module calls `local`: `hashicorp/aws`."""
        known = definition.sources.get(local)
        if known is None:
            required = definition.requirements.get(local)
            match = _SOURCE.search(required.file.text, required.start, required.end) if required is not None else None
            known = definition.sources[local] = match.group(1) if match else f"hashicorp/{local}"
        return known

    def state_outputs(self, path: str, repository: str) -> dict[str, Value] | None:
        """The outputs in a state file; `None` where there is none inside the repository that can be read."""
        path = os.path.normpath(path)
        if path not in self._states:
            from datahub_guard.sources.state import outputs_of

            inside = os.path.realpath(path).startswith(os.path.realpath(repository) + os.sep)
            self._states[path] = outputs_of(path, self.files) if inside and os.path.isfile(path) else None
        return self._states[path]

    def untold(self, definition: ModuleDefinition) -> list[Problem]:
        """The problems of a definition that no stack has told yet."""
        return [problem for problem in definition.problems if self.tell(id(problem))]

    def tell(self, what: object) -> bool:
        """Whether something has not been told yet; afterwards it has."""
        if what in self._told:
            return False
        self._told.add(what)
        return True


class StackContext:
    """One stack while it is read: its name, where it lies, and what went wrong in it so far.

    `directory` is the root module's, `repository` the directory that `file()` and its kin may not leave.
    `known_outputs` are outputs that the stack's plan or state knows, for what the configuration alone does not.
    """

    def __init__(self, library: Library, directory: str, name: str, repository: str, repository_name: str) -> None:
        self.library = library
        self.directory = directory
        self.name = name
        self.repository = repository
        self.repository_name = repository_name
        self.problems: list[Problem] = []
        self.root: ModuleInstance | None = None
        self.placement: Placement | None = None
        self.known_outputs: dict[str, Value] = {}
        self.pins = Pins(self)
        self._seen: set[tuple[int, str]] = set()
        self._instances = 0
        self._files: dict[str, FileAccess] = {}
        self._workspace: str | None = None

    def problem(self, kind: str, message: str, place: Place, remedy: str = "") -> None:
        """Note a problem of this stack."""
        self.problems.append(Problem(kind, message, place, stack=self.name, remedy=remedy))

    def note(self, kind: str, message: str, place: Place) -> None:
        """Note something that is worth saying and makes nothing incomplete."""
        self.problems.append(Problem(kind, message, place, stack=self.name, note=True))

    def refused(self, attribute: Attribute, error: EvaluationError, kind: str = "hcl-expression") -> None:
        """Note an expression that Terraform would refuse, once for all instances."""
        key = (id(attribute), error.message)
        if key in self._seen:
            return
        self._seen.add(key)
        if error.offsets:
            place = places.span(attribute.file, *error.offsets)
        else:
            place = places.of_attribute(attribute)
        self.problem(kind, f"{attribute.name}: {error.message}", place)

    def circular(self, what: str, attribute: Attribute | None) -> Unknown:
        """Note a value that is made of itself, and return what stands for it.

        Through the states of other stacks it may be: they hold what was there before.
        """
        fault = EvaluationError(f"{what} is made of itself")
        if attribute is not None and not self.library.crossing:
            self.refused(attribute, fault)
        return Unknown(reason=fault.message)

    def too_deep(self, attribute: Attribute) -> Unknown:
        """Note an expression whose value goes through too many others, and return what stands for it."""
        fault = EvaluationError("its value leads through too many others, or to itself")
        self.refused(attribute, fault)
        return Unknown(reason=fault.message)

    @property
    def account(self) -> str | None:
        """The AWS account that the facts place the stack in."""
        return self.placement.account if self.placement is not None else None

    def backend_settings(self) -> dict[str, Value]:
        """The settings of the root module's backend block, which may refer to nothing."""
        from datahub_guard.sources.hcl.module_sources import constant_arguments

        block = self.library.definition(self.directory).backend()
        return constant_arguments(block) if block is not None else {}

    def count(self, instances: int) -> bool:
        """Add to the stack's instances; tell whether it is still inside the limit."""
        self._instances += instances
        return self._instances <= MAX_STACK_INSTANCES

    def workspace(self) -> Value:
        """The selected workspace: what `terraform workspace select` left, else `default` where there is no choice."""
        if self._workspace is None:
            self._workspace = self._find_workspace()
        return self._workspace or Unknown(
            ("terraform.workspace",), type="string", reason="the workspace is selected when Terraform runs"
        )

    def _find_workspace(self) -> str:
        path = os.path.join(self.directory, ".terraform", "environment")
        if os.path.isfile(path):
            try:
                return self.library.files.read(path, 1000).decode().strip()
            except (OSError, UnicodeDecodeError):
                return ""
        backend = self.library.definition(self.directory).backend()
        single = backend is None or (backend.type == "backend" and backend.labels in (("local",), ("http",)))
        return "default" if single else ""

    def files_of(self, directory: str) -> FileAccess:
        """The files that a module's expressions may read: those of its repository, which may be another than ours."""
        repositories, repository = self.library.repositories, self.repository
        if not directory.startswith(repository) and repositories is not None:
            repository = repositories.of(directory).path
        found = self._files.get(repository)
        if found is None:
            found = self._files[repository] = FileAccess(self.directory, repository, self.library.files)
        return found

    def relative(self, directory: str) -> str:
        """A directory as `path.module` has it: relative to the root module's."""
        return os.path.relpath(directory, self.directory)
