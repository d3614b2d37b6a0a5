"""Outputs of a state file, for `terraform_remote_state` with a local backend."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from datahub_guard.model.values import ANY, Sensitive, Type, Value
from datahub_guard.sources.hcl.convert import convert
from datahub_guard.sources.hcl.errors import EvaluationError
from datahub_guard.sources.hcl.files import Files
from datahub_guard.sources.hcl.types import object_type


def outputs_of(path: str, files: Files) -> dict[str, Value] | None:
    """The outputs by name with their types; `None` for a file that is no state of format 4."""
    import json

    try:
        state = json.loads(files.read(path), parse_float=Fraction)
        outputs = state["outputs"]
        return {name: _value(output) for name, output in outputs.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, EvaluationError):
        return None


def _value(output: dict[str, Any]) -> Value:
    value = convert(output["value"], read_type(output["type"]))
    return Sensitive(value) if output.get("sensitive") else value


def read_type(kind: Any) -> Type:
    """A type as Terraform writes it in JSON: `"string"`, `["list", "string"]`, `["object", {"a": "bool"}]`."""
    if isinstance(kind, str):
        return ANY if kind == "dynamic" else kind
    name, inner = kind[0], kind[1]
    if name == "object":
        return object_type([(key, read_type(value)) for key, value in inner.items()])
    if name == "tuple":
        return ("tuple", tuple(read_type(part) for part in inner))
    return (name, read_type(inner))
