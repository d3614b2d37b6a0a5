"""Which outputs of other stacks' states a module's expressions read, and where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

from datahub_guard.model.places import Place
from datahub_guard.sources.hcl import places
from datahub_guard.sources.hcl.body import Body
from datahub_guard.sources.hcl.definition import ModuleDefinition
from datahub_guard.sources.hcl.syntax import Attribute

Read: TypeAlias = tuple[tuple[str, ...], Place]

_READ = re.compile(
    r"\bdata\.terraform_remote_state\.(?P<name>[\w-]+)(?:\[[^\]]*\])?"
    r'\.outputs(?:\.(?P<output>[\w-]+)|\["(?P<key>[\w-]+)"\])(?P<rest>(?:\.[\w-]+|\["[^"\]$%]*"\]|\[\d+\])*)'
)
_STEP = re.compile(r'\.([\w-]+)|\["([^"]*)"\]|\[(\d+)\]')


def reads_of(definition: ModuleDefinition) -> dict[str, list[Read]]:
    """For each `terraform_remote_state` of the module by name: output, literal keys behind it, and place of the read.

    The bodies of the module's blocks must have been worked out before.
    """
    out: dict[str, list[Read]] = {}
    for attribute in _attributes(definition):
        text = attribute.file.text
        if text.find("terraform_remote_state", attribute.start, attribute.end) < 0:
            continue
        for match in _READ.finditer(text, attribute.start, attribute.end):
            keys = tuple(name or key or index for name, key, index in _STEP.findall(match["rest"]))
            place = places.span(attribute.file, match.start(), match.end())
            out.setdefault(match["name"], []).append(((match["output"] or match["key"], *keys), place))
    return out


def _attributes(definition: ModuleDefinition) -> Iterator[Attribute]:
    for body in definition.bodies.values():
        yield from _of_body(body)
    yield from definition.locals.values()
    for block in definition.outputs.values():
        yield from block.attributes.values()


def _of_body(body: Body) -> Iterator[Attribute]:
    for argument in (body.count, body.for_each):
        if argument is not None:
            yield argument.attribute
    for argument in body.arguments.values():
        yield argument.attribute
    for nested in body.blocks:
        if nested.for_each is not None:
            yield nested.for_each.attribute
        yield from _of_body(nested.body)
