"""State files of format 4, which Terraform writes since 0.12: the one reader of them.

The format is Terraform's own (`internal/states/statefile/version4.go`).
"""

from __future__ import annotations

import json
from typing import Any

from datahub_guard.model.paths import quoted
from datahub_guard.model.state import State, StateInstance, StateOutput
from datahub_guard.model.values import ANY, Number, Sensitive, Type, Value
from datahub_guard.sources.hcl.convert import convert
from datahub_guard.sources.hcl.errors import EvaluationError
from datahub_guard.sources.hcl.files import Files
from datahub_guard.sources.hcl.numbers import parse_number
from datahub_guard.sources.hcl.types import object_type

FORMAT = 4
MAX_STATE_BYTES = 100_000_000
"""Terraform itself becomes slow with a hundredth of it."""

_TYPES = frozenset({"string", "number", "bool"})


class StateFault(Exception):
    """A file that cannot be used as a state: what is wrong with it, and what to do."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


def read_state(path: str, files: Files) -> State:
    """The state in a file (an absolute path).

    Raises:
        StateFault: it cannot be read, is no state, or is one of another format.
    """
    shown = files.shown(path)
    try:
        document = json.loads(_text(files.read(path, MAX_STATE_BYTES)), parse_float=_number, parse_constant=_refuse)
    except OSError as error:
        raise StateFault(f"{shown} cannot be read: {error.strerror or error}", "make it readable") from None
    except RecursionError:
        raise StateFault(f"{shown} is nested too deeply to be a state") from None
    except ValueError as error:
        raise StateFault(f"{shown} is no valid JSON, so no state: {error}", _PULL) from None
    _check_format(document, shown)
    try:
        return _state(document, shown)
    except (KeyError, TypeError, AttributeError, IndexError, RecursionError, EvaluationError) as error:
        what = error.message if isinstance(error, EvaluationError) else f"{type(error).__name__}: {error}"
        raise StateFault(f"{shown} is damaged: a part of it has another form than a state ({what})", _PULL) from None


def outputs_of(path: str, files: Files) -> dict[str, Value] | None:
    """The outputs by name in the state file of a local backend; `None` where it cannot be used."""
    try:
        return {name: output.value for name, output in read_state(path, files).outputs.items()}
    except StateFault:
        return None


_PULL = "get the state again: terraform state pull > terraform.tfstate"


def _check_format(document: Any, shown: str) -> None:
    if not isinstance(document, dict):
        raise StateFault(f"{shown} holds JSON that is no state", _PULL)
    if "resource_changes" in document or "planned_values" in document:
        raise StateFault(f"{shown} is a plan, not a state", "name it with --plan STACK=FILE")
    if "format_version" in document:
        raise StateFault(f"{shown} is the output of `terraform show -json`, not the state itself", _PULL)
    version = document.get("version")
    if not isinstance(version, int) or "serial" not in document:
        raise StateFault(f"{shown} holds JSON that is no state", _PULL)
    if version < FORMAT:
        message = f"{shown} is a state of format {version}, as Terraform wrote it before 0.12; format {FORMAT} is read"
        raise StateFault(message, "upgrade it: terraform init && terraform refresh with Terraform 0.12 or later")
    if version > FORMAT:
        raise StateFault(
            f"{shown} is a state of format {version}; format {FORMAT} is read", "use a newer datahub-guard"
        )


def _state(document: dict[str, Any], shown: str) -> State:
    serial = document["serial"]
    state = State(
        shown,
        serial if isinstance(serial, int) else 0,
        str(document.get("lineage", "")),
        str(document.get("terraform_version", "")),
    )
    for name, output in (document.get("outputs") or {}).items():
        kind = read_type(output["type"])
        value: Value = convert(output["value"], kind)
        secret = output.get("sensitive") is True
        state.outputs[name] = StateOutput(Sensitive(value) if secret and value is not None else value, kind, secret)
    for resource in document.get("resources") or ():
        for instance in resource.get("instances") or ():
            state.instances.append(_instance(resource, instance))
    return state


def _instance(resource: dict[str, Any], instance: dict[str, Any]) -> StateInstance:
    mode, kind, name = resource["mode"], resource["type"], resource["name"]
    module, key = resource.get("module") or "", instance.get("index_key")
    index = "" if key is None else f"[{key}]" if isinstance(key, int) else f'["{quoted(key)}"]'
    address = f"{module}.{kind}.{name}{index}" if module else f"{kind}.{name}{index}"
    if mode == "data":
        address = f"{module}.data.{kind}.{name}{index}" if module else f"data.{kind}.{name}{index}"
    attributes = instance.get("attributes") or {}
    for path in instance.get("sensitive_attributes") or ():
        attributes = _without(attributes, path)
    return StateInstance(
        address,
        mode=str(mode),
        type=str(kind),
        name=str(name),
        key=key,
        module=str(module),
        provider=str(resource.get("provider", "")),
        attributes=dict(attributes),
        dependencies=tuple(str(text) for text in instance.get("dependencies") or ()),
        deposed=str(instance.get("deposed") or ""),
        tainted=instance.get("status") == "tainted",
    )


def _without(value: Any, path: list[dict[str, Any]]) -> Any:
    """The value without what stands at a path of steps (`{"type": "get_attr", "value": "password"}`)."""
    if not path:
        return None
    step = path[0].get("value")
    key = step.get("value") if isinstance(step, dict) else step
    if isinstance(value, dict) and key in value:
        return {**value, key: _without(value[key], path[1:])}
    if isinstance(value, list) and isinstance(key, int) and 0 <= key < len(value):
        return [*value[:key], _without(value[key], path[1:]), *value[key + 1 :]]
    # the path leads through a set, of which the element cannot be told
    return value if isinstance(value, (str, int)) or value is None else None


def read_type(kind: Any) -> Type:
    """A type as Terraform writes it in JSON: `"string"`, `["list", "string"]`, `["object", {"a": "bool"}]`."""
    if isinstance(kind, str):
        if kind != "dynamic" and kind not in _TYPES:
            raise EvaluationError(f"there is no type {kind}")
        return ANY if kind == "dynamic" else kind
    name, inner = kind[0], kind[1]
    if name == "object":
        return object_type([(key, read_type(value)) for key, value in inner.items()])
    if name == "tuple":
        return ("tuple", tuple(read_type(part) for part in inner))
    return (name, read_type(inner))


def _text(data: bytes) -> str:
    return data.decode("utf-8-sig")


def _number(text: str) -> Number:
    try:
        return parse_number(text)
    except EvaluationError as error:
        raise ValueError(error.message) from None


def _refuse(text: str) -> Any:
    raise ValueError(f"{text} is no number of JSON")
