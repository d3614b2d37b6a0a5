"""Reads the estate index that `datahub-guard estate export` wrote: stacks of absent repositories."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from datahub_guard.errors import GuardError
from datahub_guard.model.paths import Path
from datahub_guard.model.places import Place, Related
from datahub_guard.model.portable import decode
from datahub_guard.model.readings import Readings
from datahub_guard.model.resource import UNSET, Resource, Unset
from datahub_guard.model.stack import Backend, Output, RemoteState, Stack
from datahub_guard.model.values import Unknown, Value

FORMAT = "datahub-guard-estate-index"
VERSION = 1


class IndexedAttributes:
    """A resource of an absent stack. What the index does not hold is not known, never omitted."""

    __slots__ = ("_place", "_values")

    def __init__(self, values: dict[str, Value], place: Place) -> None:
        self._values = values
        self._place = place

    def names(self) -> Iterable[str]:
        """Names of the arguments that the index holds."""
        return self._values

    def read(self, name: str) -> Value | Unset:
        """The argument, or an unknown that says that the index does not hold it."""
        return self._values.get(name, Unknown(reason="the estate index does not hold this argument"))

    def searched(self) -> Iterable[Value | Unset]:
        """See `Attributes.searched`."""
        return map(self.read, self.names())

    def accepts(self, name: str) -> bool:
        """Only what the index holds is known of the type."""
        return name in self._values

    def default(self, path: Path) -> tuple[bool, Value]:
        """The index holds no omitted arguments, so there is no default to apply."""
        return False, None

    def place(self, path: Path) -> Place:
        """Place of the resource in its own repository."""
        return self._place

    def origins(self, path: Path) -> tuple[str, ...]:
        """What an unknown value refers to."""
        value = self._values.get(str(path[0]), UNSET) if path else UNSET
        return value.references if type(value) is Unknown else ()

    def related(self) -> tuple[Related, ...]:
        """Nothing: the module calls of an absent repository are not in the index."""
        return ()


def read(path: str, readings: Readings) -> list[Stack]:
    """Read an index; raises GuardError for a file that is none, or one of another version."""
    try:
        with open(path, encoding="utf-8") as handle:
            document = json.load(handle)
    except OSError as error:
        raise GuardError(f"{path}: the estate index cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise GuardError(f"{path}: this is no estate index: {error}") from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise GuardError(f"{path}: this is no estate index; `datahub-guard estate export` writes one")
    if document.get("version") != VERSION:
        raise GuardError(
            f"{path}: the estate index has version {document.get('version')}, this datahub-guard reads {VERSION};"
            " write it anew with `datahub-guard estate export`"
        )
    try:
        return [_stack(data, readings) for data in document["stacks"]]
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise GuardError(f"{path}: the estate index is damaged ({error!r}); write it anew") from error


def _stack(data: dict[str, Any], readings: Readings) -> Stack:
    stack = Stack(data["path"], data["name"], data["repository"])
    stack.absent = True
    stack.files = [data["file"]]
    if data["backend"] is not None:
        backend = data["backend"]
        settings = {"address": decode(backend["address"])}
        stack.backend = Backend(backend["kind"], settings, Place(*backend["place"]), {})
    for name, output in data["outputs"].items():
        hidden = Unknown((f"{stack.name}:output.{name}",), reason="it is sensitive, so the index does not hold it")
        stack.outputs[name] = Output(
            name,
            hidden if output["sensitive"] else decode(output["value"]),
            Place(*output["place"]),
            sensitive=output["sensitive"],
            type=_type(output["type"]),
            origins=tuple(output["origins"]),
        )
    stack.resources = [_resource(item, stack, readings) for item in data["resources"]]
    for item in data["remote_states"]:
        stack.remote_states.append(_remote_state(item, stack, readings))
    return stack


def _resource(data: dict[str, Any], stack: Stack, readings: Readings) -> Resource:
    values = {name: decode(value) for name, value in data["values"].items()}
    return Resource(
        stack,
        data["address"],
        data["type"],
        data["name"],
        IndexedAttributes(values, Place(*data["place"])),
        readings,
        key=data["key"],
        module=data["module"],
        provider=data["provider"],
    )


def _remote_state(data: dict[str, Any], stack: Stack, readings: Readings) -> RemoteState:
    state = decode(data["state"])
    address = data["address"]
    attributes = IndexedAttributes({"backend": decode(data["backend"])}, Place(*data["place"]))
    name = address.rsplit("terraform_remote_state.", 1)[-1]
    resource = Resource(stack, address, "terraform_remote_state", name, attributes, readings, mode="data")
    remote = RemoteState(resource, decode(data["backend"]), {"address": state})
    remote.owners = tuple(data["owners"])
    remote.reads = [(tuple(read["path"]), Place(*read["place"])) for read in data["reads"]]
    return remote


def _type(data: Any) -> Any:
    """Types are tuples in the model and lists in JSON."""
    return tuple(_type(item) for item in data) if isinstance(data, list) else data
