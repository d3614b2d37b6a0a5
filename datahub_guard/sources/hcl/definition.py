"""One directory of configuration as Terraform declares it: tables of blocks, before anything is evaluated."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from datahub_guard.errors import nearest
from datahub_guard.model.places import Place
from datahub_guard.model.problems import Problem
from datahub_guard.sources.hcl import places
from datahub_guard.sources.hcl.errors import SyntaxFault
from datahub_guard.sources.hcl.overrides import MergedBlock
from datahub_guard.sources.hcl.syntax import Attribute, Block, SourceFile

if TYPE_CHECKING:
    from datahub_guard.sources.hcl.body import Body
    from datahub_guard.sources.hcl.files import Files
    from datahub_guard.sources.hcl.variables import Declaration
    from datahub_guard.sources.schemas.lint import Fault

ResourceKey: TypeAlias = tuple[str, str, str]
"""Mode (`managed`, `data`, `ephemeral`), type and name."""

MODES = {"resource": "managed", "data": "data", "ephemeral": "ephemeral"}
_LABELS = {"resource": 2, "data": 2, "ephemeral": 2, "variable": 1, "output": 1, "module": 1, "provider": 1, "check": 1}
_WITHOUT_LABELS = ("locals", "terraform", "moved", "removed", "import")
_OTHERS = ("moved", "removed", "import", "check")
_KNOWN = (*_LABELS, *_WITHOUT_LABELS)
K = TypeVar("K")


class ModuleDefinition:
    """The blocks of all `*.tf` and `*.tf.json` files of a directory, override files merged in.

    `settings` are the `terraform` blocks; `others` are the `moved`, `removed`, `import` and `check` blocks.
    `requirements` are the entries of `required_providers` by local name.
    """

    __slots__ = (
        "bodies",
        "declarations",
        "directory",
        "faults",
        "files",
        "locals",
        "modules",
        "others",
        "outputs",
        "problems",
        "providers",
        "requirements",
        "resources",
        "settings",
        "sources",
        "variables",
    )

    def __init__(self, directory: str, files: Files) -> None:
        self.directory = directory
        self.files: list[SourceFile] = []
        self.variables: dict[str, Block] = {}
        self.locals: dict[str, Attribute] = {}
        self.outputs: dict[str, Block] = {}
        self.resources: dict[ResourceKey, Block] = {}
        self.modules: dict[str, Block] = {}
        self.providers: dict[str, Block] = {}
        self.settings: list[Block] = []
        self.others: list[Block] = []
        self.requirements: dict[str, Attribute] = {}
        self.problems: list[Problem] = []
        # worked out of the blocks once, for all instances of the module
        self.bodies: dict[int, Body] = {}
        self.declarations: dict[str, Declaration] = {}
        self.faults: dict[int, list[Fault]] = {}
        self.sources: dict[str, str] = {}
        _Reader(self, files).read()

    def __repr__(self) -> str:
        return f"ModuleDefinition({self.directory})"

    def problem(self, kind: str, message: str, place: Place, remedy: str = "") -> None:
        """Note what is wrong with the directory, whoever uses it."""
        self.problems.append(Problem(kind, message, place, remedy=remedy))

    def fault(self, file: SourceFile, fault: SyntaxFault) -> None:
        """Note a syntax error."""
        self.problem("hcl-syntax", fault.message, places.span(file, fault.offset, fault.offset + 1))

    def backend(self) -> Block | None:
        """The `backend` or `cloud` block; an override file's replaces the other one."""
        found = self._backends()
        return found[-1] if found else None

    def repeated_backends(self) -> list[Block]:
        """The blocks after the first that no override file excuses: Terraform takes one."""
        return [block for block in self._backends() if not _is_override(os.path.basename(block.file.path))][1:]

    def _backends(self) -> list[Block]:
        kinds = ("backend", "cloud")
        return [block for settings in self.settings for kind in kinds for block in settings.blocks_of(kind)]


def is_configuration(name: str) -> bool:
    """Tell whether a file name is one that Terraform reads as configuration."""
    return name.endswith((".tf", ".tf.json")) and not name.startswith((".", "#")) and not name.endswith("~")


def provider_name(block: Block) -> str:
    """How a `provider` block is called: `aws`, `aws.core_network`."""
    alias = block.attributes.get("alias")
    try:
        text = alias.file.text[alias.start : alias.end].strip().strip('"') if alias else ""
    except AttributeError:
        text = ""
    return f"{block.labels[0]}.{text}" if text else block.labels[0]


def _is_override(name: str) -> bool:
    stem = name.removesuffix(".json").removesuffix(".tf")
    return stem == "override" or stem.endswith("_override")


class _Reader:
    """Fills the tables of a definition from the files of its directory."""

    def __init__(self, definition: ModuleDefinition, files: Files) -> None:
        self._definition = definition
        self._files = files
        self._overriding = False

    def read(self) -> None:
        definition, files = self._definition, self._files
        try:
            names = [n for n in files.names(definition.directory) if is_configuration(n)]
        except OSError as error:
            shown = files.shown(definition.directory)
            definition.problem("unreadable", f"{shown} cannot be read: {error.strerror}", Place(shown))
            return
        names.sort(key=_is_override)
        for name in names:
            file, problems = files.source(f"{definition.directory}/{name}")
            definition.files.append(file)
            definition.problems.extend(problems)
            self._overriding = _is_override(name)
            self._add_file(file)
        for block in definition.settings:
            for required in block.blocks_of("required_providers"):
                definition.requirements.update(required.attributes)

    def _add_file(self, file: SourceFile) -> None:
        definition = self._definition
        blocks, attributes, faults = file.index()
        for fault in faults:
            definition.fault(file, fault)
        for attribute in attributes.values():
            message = f"an argument cannot stand outside a block: {attribute.name}"
            definition.problem("hcl-syntax", message, places.of_attribute(attribute))
        for block in blocks:
            if len(block.labels) != _LABELS.get(block.type, 0) or block.type not in _KNOWN:
                self._wrong_header(block)
            else:
                self._add(block)

    def _wrong_header(self, block: Block) -> None:
        kind, place = block.type, places.of_header(block)
        if kind in _KNOWN:
            wanted = _LABELS.get(kind, 0)
            count = f"{wanted or 'no'} label{'s' if wanted != 1 else ''}"
            message = f"a {kind} block has {count}, not {len(block.labels)}"
        else:
            message = f"Terraform has no block {kind}{nearest(kind, _KNOWN)}"
        self._definition.problem("hcl-syntax", message, place)

    def _add(self, block: Block) -> None:
        definition, kind, labels = self._definition, block.type, block.labels
        if kind in MODES:
            self._put(definition.resources, (MODES[kind], labels[0], labels[1]), block)
        elif kind == "locals":
            self._add_locals(block)
        elif kind == "variable":
            self._put(definition.variables, labels[0], block)
        elif kind == "output":
            self._put(definition.outputs, labels[0], block)
        elif kind == "module":
            self._put(definition.modules, labels[0], block)
        elif kind == "provider":
            self._put(definition.providers, provider_name(block), block)
        elif kind == "terraform":
            definition.settings.append(block)
        else:
            definition.others.append(block)

    def _put(self, table: dict[K, Block], key: K, block: Block) -> None:
        known = table.get(key)
        if self._overriding:
            if known is not None:
                table[key] = MergedBlock(known, block)
                return
            if block.type != "provider" or "alias" in block.attributes:
                message = f"there is no {_title(block)} that this override could change"
                self._definition.problem("hcl-override", message, places.of_header(block))
                return
        elif known is not None:
            first = places.of_header(known)
            message = f"{_title(block)} is already declared at {first.file}:{first.line}"
            self._definition.problem("hcl-duplicate", message, places.of_header(block))
            return
        table[key] = block

    def _add_locals(self, block: Block) -> None:
        table = self._definition.locals
        for fault in block.faults:
            self._definition.fault(block.file, fault)
        for name, attribute in block.attributes.items():
            known = table.get(name)
            if self._overriding and known is None:
                message = f"there is no local.{name} that this override could change"
                self._definition.problem("hcl-override", message, places.of_attribute(attribute))
            elif known is not None and not self._overriding:
                first = places.of_attribute(known)
                message = f"local.{name} is already declared at {first.file}:{first.line}"
                self._definition.problem("hcl-duplicate", message, places.of_attribute(attribute))
            else:
                table[name] = attribute


def _title(block: Block) -> str:
    prefix = "" if block.type == "resource" else f"{block.type} "
    return prefix + ".".join(block.labels)
