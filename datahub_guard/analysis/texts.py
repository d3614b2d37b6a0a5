"""Every text that a resource is configured with, policies and other JSON looked into."""

from __future__ import annotations

from collections.abc import Iterator

from datahub_guard.analysis.policies import opened, skeleton
from datahub_guard.model.paths import Path
from datahub_guard.model.resource import UNSET, Resource
from datahub_guard.model.values import Unknown, Value

HOLE = "\x00"
"""Stands in a text for each part that is not known."""


def texts(resource: Resource) -> Iterator[tuple[Path, str]]:
    """Every known text below the resource's arguments, with its path; a partly known one has `HOLE`s."""
    for name in resource.names():
        value = resource.top(name)
        if value is not UNSET:
            yield from texts_in(value, (name,))


def texts_in(value: Value, path: Path) -> Iterator[tuple[Path, str]]:
    """As `texts`, below any value."""
    if isinstance(value, str):
        if value[:1] in ("{", "["):
            inner = opened(value)
            if isinstance(inner, (dict, list)):
                yield from texts_in(inner, path)
                return
        yield path, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from texts_in(item, (*path, key))
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from texts_in(item, (*path, i))
    elif type(value) is Unknown and value.shape is not None:
        inner = opened(value)
        if type(inner) is not Unknown:
            yield from texts_in(inner, path)
        else:
            text = skeleton(value, HOLE)
            if text is not None:
                yield path, text
