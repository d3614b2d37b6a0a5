"""The elements of an argument that takes one thing or several, each with what it refers to."""

from __future__ import annotations

from typing import NamedTuple

from datahub_guard.model.paths import Path, parse_path
from datahub_guard.model.references import Reference
from datahub_guard.model.resource import UNSET, Resource
from datahub_guard.model.values import Unknown, Value


class Element(NamedTuple):
    """One thing that is given, or all of them where they are not known one by one."""

    path: Path
    value: Value
    references: list[Reference]


def elements_of(resource: Resource, path: str | Path) -> list[Element]:
    """What is given at `path`, element by element where it is a list of known length; nothing where it is omitted.

    What an unknown element is made of it knows itself, through the outputs of other stacks. Of a known one the
    configuration tells.
    """
    steps = parse_path(path)
    value = resource.peek(steps)
    if value is UNSET or value is None:
        return []
    if not isinstance(value, list):
        return [_element(resource, steps, value)]
    return [_element(resource, (*steps, i), item) for i, item in enumerate(value)]


def _element(resource: Resource, path: Path, value: Value) -> Element:
    texts = value.references if type(value) is Unknown else resource.attributes.origins(path)
    return Element(path, value, [Reference(text) for text in texts])
