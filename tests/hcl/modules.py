"""A module for tests of expressions: what `var.x`, `local.x` and resources stand for is given as dicts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from datahub_guard.model.values import Value
from datahub_guard.sources.hcl.errors import EvaluationError
from datahub_guard.sources.hcl.file_access import FileAccess
from datahub_guard.sources.hcl.parser import parse_expression
from datahub_guard.sources.hcl.scope import Reference, Scope


class StandIn:
    """Answers for the names of a module out of dicts."""

    def __init__(self, variables: Mapping[str, Value], resources: Mapping[tuple[str, str, str], Value]) -> None:
        self.variables = variables
        self.resources = resources
        self.asked: list[str] = []

    def _named(self, root: str, name: str) -> Value:
        self.asked.append(f"{root}.{name}")
        if name not in self.variables:
            raise EvaluationError(f"{root}.{name} is not declared")
        return self.variables[name]

    def variable(self, name: str) -> Value:
        return self._named("var", name)

    def local(self, name: str) -> Value:
        return self._named("local", name)

    def module_value(self, name: str) -> Value:
        return self._named("module", name)

    def path_value(self, name: str) -> Value:
        return f"path of {name}"

    def terraform_value(self, name: str) -> Value:
        return f"terraform's {name}"

    def resource_value(self, mode: str, type: str, name: str) -> Value:
        self.asked.append(f"{mode}:{type}.{name}")
        if (mode, type, name) not in self.resources:
            raise EvaluationError(f"{type}.{name} is not declared")
        return self.resources[mode, type, name]

    def file_access(self) -> FileAccess:
        raise EvaluationError("no files here")


class Instances(Reference):
    """A resource with `count`, whose instances are dicts."""

    def __init__(self, *instances: dict[str, Value]) -> None:
        self.instances = instances

    def get_attr(self, name: str) -> Value:
        raise EvaluationError(f"{name} of many")

    def get_index(self, key: Value) -> Value:
        return self.instances[key]

    def as_object(self) -> Value:
        return list(self.instances)

    def iter_items(self) -> Iterable[tuple[Value, Value]]:
        return enumerate(self.instances)

    def as_splat(self) -> Value:
        return list(self.instances)


def scope(
    variables: Mapping[str, Value] | None = None,
    resources: Mapping[tuple[str, str, str], Value] | None = None,
    **names: Value,
) -> Scope:
    """A scope with these variables (and locals of the same names), resources and bound names."""
    return Scope(StandIn(variables or {}, resources or {}), names)


def evaluate(text: str, inside: Scope | None = None, **variables: Any) -> Value:
    """The value of an expression, in a scope or with some variables."""
    return parse_expression(text).evaluate(inside or scope(variables))
