"""Every text that a stack is configured with, policies and other JSON looked into.

Rules on names and accounts look at all texts of all resources, and find something in few of them. So the texts of a
resource are first searched as one string, and only where that holds something worth a look are they taken apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from datahub_guard.analysis.policies import opened, skeleton
from datahub_guard.model.paths import Path
from datahub_guard.model.places import Place
from datahub_guard.model.resource import Resource
from datahub_guard.model.stack import Stack
from datahub_guard.model.values import Sensitive, Unknown, Value

HOLE = "\x00"
"""Stands in a text for each part that is not known."""

_ACCOUNT = re.compile("[0-9]{12}")
_NETWORK_ID = re.compile("-[0-9a-f]{8}")


class Text(NamedTuple):
    """A text of a resource or of a provider's configuration."""

    subject: Resource
    path: Path
    text: str


class Setting(NamedTuple):
    """A text that a stack is given outside of resources. `label` says what it is: `var.x`, `module.y.z`, `output.z`.

    `alone` tells that no resource can show it too: a literal in an output, an argument of a module that cannot be read.
    """

    label: str
    path: Path
    text: str
    place: Place
    alone: bool = False


def texts_in(value: Value, path: Path) -> Iterator[tuple[Path, str]]:
    """Every known text below a value, with its path; a partly known one has `HOLE`s."""
    if isinstance(value, str):
        inner = opened(value) if value[:1] in ("{", "[") else None
        if isinstance(inner, (dict, list)):
            yield from texts_in(inner, path)
        else:
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
        elif value.shape[0] == "object":
            yield from texts_in(value.shape[1], path)
        elif value.shape[0] == "conditional":
            for branch in value.shape[1:]:
                yield from texts_in(branch, path)
        else:
            text = skeleton(value, HOLE)
            if text is not None:
                yield path, text
    elif type(value) is int:
        yield path, str(value)


def configured(stack: Stack) -> Iterator[Resource]:
    """The resources, data sources and providers' configurations of a stack."""
    yield from stack.resources
    for provider in stack.providers:
        yield provider.resource


def noted_texts(stack: Stack, worth: Callable[[str], bool] | None) -> list[Text]:
    """The texts of resources and providers that are noted; all of a resource, then all of an argument, are first asked
    about as one."""
    out = []
    for subject in configured(stack):
        values = list(subject.attributes.searched())
        if not _holds_noted(values, worth):
            continue
        for name, value in zip(subject.names(), values, strict=True):
            if _holds_noted(value, worth):
                found = texts_in(subject.top(name), (name,))
                out += [Text(subject, path, text) for path, text in found if is_noted(text, worth)]
    return out


def is_noted(text: str, worth: Callable[[str], bool] | None) -> bool:
    """Whether `worth` asks for the text, or it has an account's id or a network's in it."""
    if _NETWORK_ID.search(text) is not None or _ACCOUNT.search(text) is not None:
        return True
    return worth is not None and worth(text)


def _known_texts(value: Value) -> list[str]:
    """All that `texts_in` finds, in any order, JSON as it is."""
    out: list[str] = []
    waiting: list[Value] = [[value]]
    while waiting:
        several = waiting.pop()
        for item in several.values() if isinstance(several, dict) else several:
            kind = type(item)
            if kind is str:
                out.append(item)
            elif kind is bool or item is None:
                continue
            elif kind is Sensitive:
                waiting.append([item.value])
            elif kind is int:
                out.append(str(item))
            elif kind is Unknown:
                if item.shape is not None:
                    waiting.append(item.shape[1:])
            elif isinstance(item, (dict, list)):
                waiting.append(item)
    return out


def noted_settings(stack: Stack, worth: Callable[[str], bool] | None) -> Iterator[Setting]:
    """The noted texts that a stack is given outside of resources."""
    for setting in _settings(stack, worth):
        if is_noted(setting.text, worth):
            yield setting


def _settings(stack: Stack, worth: Callable[[str], bool] | None) -> Iterator[Setting]:
    for variable in stack.variables.values():
        if _holds_noted(variable.value, worth):
            for path, text in texts_in(variable.value, ()):
                yield Setting(f"var.{variable.name}", path, text, variable.place)
    for call in stack.modules:
        if _holds_noted(call.arguments, worth):
            for name, value in call.arguments.items():
                place = call.argument_places.get(name, call.place)
                for path, text in texts_in(value, (name,)):
                    yield Setting(f"{call.address}.{name}", path, text, place, bool(call.hole))
    if stack.backend is not None:
        for name, value in stack.backend.settings.items():
            for path, text in texts_in(value, (name,)):
                yield Setting(f"backend.{name}", path, text, stack.backend.places.get(name, stack.backend.place), True)
    for output in stack.outputs.values():
        if _holds_noted(output.value, worth):
            for path, text in texts_in(output.value, ()):
                yield Setting(f"output.{output.name}", path, text, output.place, not output.origins)


def _holds_noted(value: Value, worth: Callable[[str], bool] | None) -> bool:
    return is_noted("\n".join(_known_texts(value)), worth)
