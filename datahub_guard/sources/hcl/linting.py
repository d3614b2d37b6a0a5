"""What the blocks of a stack get wrong by their providers' schemas, and how sure that is.

Where `.terraform.lock.hcl` pins the version that the schema is of, it is a problem; elsewhere the provider may be
another version, and it is worth a note.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from datahub_guard.errors import nearest
from datahub_guard.model.places import Place
from datahub_guard.model.problems import Problem
from datahub_guard.sources.hcl import places
from datahub_guard.sources.hcl.syntax import Attribute, Block
from datahub_guard.sources.schemas.lint import Fault, lint

if TYPE_CHECKING:
    from datahub_guard.model.schema import BlockSchema
    from datahub_guard.sources.hcl.body import Body
    from datahub_guard.sources.hcl.context import StackContext
    from datahub_guard.sources.hcl.definition import ModuleDefinition
    from datahub_guard.sources.schemas.store import SchemaStore

_LOCKED = re.compile(r'provider\s+"([^"]+)"\s*\{[^}]*?\bversion\s*=\s*"([^"]+)"')
_BLOCKS = {"managed": "resource", "data": "data", "ephemeral": "ephemeral", "provider": "provider"}
BUILT_IN = "terraform"
"""The provider that is part of Terraform itself."""


class Pins:
    """Which providers' versions the lock file of a root module pins to those of our schemas."""

    def __init__(self, context: StackContext) -> None:
        self._schemas: SchemaStore = context.library.schemas
        self._locked: dict[str, str] = {}
        path = os.path.join(context.directory, ".terraform.lock.hcl")
        if os.path.isfile(path):
            try:
                text = context.library.files.read(path).decode(errors="replace")
            except OSError:
                text = ""
            self._locked = {name.rpartition("/")[2]: version for name, version in _LOCKED.findall(text)}

    def sure(self, provider: str) -> bool:
        """Whether what the schema lacks cannot be in the provider that runs."""
        name = provider.rpartition("/")[2]
        return name == BUILT_IN or self._locked.get(name, "") == self._schemas.version(name)


def check_block(
    context: StackContext, definition: ModuleDefinition, body: Body, mode: str, source: str
) -> list[Problem]:
    """What is wrong with one resource, data source or provider block."""
    block = body.block
    known = definition.faults.get(id(block))
    if known is None:
        known = definition.faults[id(block)] = _faults(context, block, mode, body.schema, source)
    sure = context.pins.sure(source)
    version = context.library.schemas.version(source)
    provider = source.rpartition("/")[2]
    out = []
    for fault in known:
        if context.library.tell((id(fault), sure)):
            message = fault.message if sure else f"{fault.message} (by the schema of {provider} {version})"
            out.append(Problem("schema", message, _place(fault, block), stack=context.name, note=not sure))
    return out


def _faults(context: StackContext, block: Block, mode: str, schema: BlockSchema | None, source: str) -> list[Fault]:
    kind = _BLOCKS[mode]
    subject = block.labels[0]
    if schema is not None:
        return lint(schema, block, f"data.{subject}" if mode == "data" else subject, kind)
    schemas = context.library.schemas
    if mode == "provider" or not schemas.covers(source):
        return []
    what = "data source" if mode == "data" else "resource type"
    hint = nearest(subject, schemas.names(kind, source))
    message = f"the provider {source.rpartition('/')[2]} has no {what} {subject}{hint}"
    return [Fault("unknown type", (), subject, block, message)]


def _place(fault: Fault, block: Block) -> Place:
    node = fault.node
    if isinstance(node, Attribute):
        return places.of_attribute(node)
    return places.of_header(node if isinstance(node, Block) else block)
