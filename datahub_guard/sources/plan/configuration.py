"""The `configuration` section: what the modules of a plan say, by module path, type and name.

An expression there is `{"constant_value": ...}`, `{"references": [...]}` or `{}`; a nested block is an object of
expressions, or a list of such. `dynamic` blocks are not in it at all, nor are locals, places and backends.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from datahub_guard.model.paths import Path
from datahub_guard.sources.plan.addresses import ModulePath

_LEAF = frozenset({"constant_value", "references"})
MAX_DEPTH = 100
"""Blocks inside one another; what is deeper is not looked at."""


def as_object(value: Any) -> dict[str, Any]:
    """The value where it is an object, else an empty one: plans are files, and files may say anything."""
    return value if isinstance(value, dict) else {}


def as_list(value: Any) -> list[Any]:
    """The value where it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def as_text(value: Any) -> str:
    """The value where it is a string, else an empty one."""
    return value if isinstance(value, str) else ""


class ModuleConfiguration:
    """One module as the plan's configuration has it. `path` are the names of the calls that lead to it."""

    __slots__ = ("_resources", "calls", "outputs", "path", "raw", "variables")

    def __init__(self, path: ModulePath, raw: dict[str, Any]) -> None:
        self.path = path
        self.raw = raw
        self.calls = as_object(raw.get("module_calls"))
        self.outputs = as_object(raw.get("outputs"))
        self.variables = as_object(raw.get("variables"))
        self._resources: dict[tuple[str, str, str], dict[str, Any]] | None = None

    def resources(self) -> Mapping[tuple[str, str, str], dict[str, Any]]:
        """The resource blocks by mode, type and name."""
        if self._resources is None:
            self._resources = {}
            for block in as_list(self.raw.get("resources")):
                if isinstance(block, dict):
                    key = (as_text(block.get("mode")), as_text(block.get("type")), as_text(block.get("name")))
                    self._resources[key] = block
        return self._resources

    def call(self, name: str) -> dict[str, Any] | None:
        """The call of a module by name."""
        found = self.calls.get(name)
        return found if isinstance(found, dict) else None


class Configuration:
    """The whole section; `present` tells whether the plan has one that says anything."""

    def __init__(self, raw: Any) -> None:
        section = as_object(raw)
        self.providers = as_object(section.get("provider_config"))
        root = as_object(section.get("root_module"))
        self.present = bool(root)
        self.root = ModuleConfiguration((), root)
        self._modules: dict[ModulePath, ModuleConfiguration | None] = {(): self.root}

    def module(self, path: ModulePath) -> ModuleConfiguration | None:
        """The module that the calls `path` lead to; `None` where there is no such call."""
        if path not in self._modules:
            parent = self.module(path[:-1])
            call = parent.call(path[-1]) if parent is not None else None
            found = None if call is None else ModuleConfiguration(path, as_object(call.get("module")))
            self._modules[path] = found
        return self._modules[path]

    def modules(self) -> Iterator[ModuleConfiguration]:
        """Every module, a module before those that it calls."""
        pending: list[ModulePath] = [()]
        while pending:
            path = pending.pop()
            module = self.module(path)
            if module is not None:
                yield module
                if len(path) < MAX_DEPTH:
                    pending.extend((*path, name) for name in reversed(list(module.calls)))


def is_expression(value: Any) -> bool:
    """Whether this is an expression and not a nested block."""
    return (
        isinstance(value, dict)
        and _LEAF.issuperset(value)
        and (not value or "constant_value" in value or isinstance(value.get("references"), list))
    )


def references_in(value: Any, depth: int = 0) -> Iterator[str]:
    """All references of an expression, or of everything in nested blocks."""
    if depth > MAX_DEPTH:
        return
    if is_expression(value):
        yield from (text for text in as_list(value.get("references")) if isinstance(text, str))
    elif isinstance(value, dict):
        for part in value.values():
            yield from references_in(part, depth + 1)
    elif isinstance(value, list):
        for part in value:
            yield from references_in(part, depth + 1)


def blocks_of(value: Any) -> list[dict[str, Any]]:
    """The nested blocks that are written under a name: a block that may stand once is an object, not a list."""
    if isinstance(value, dict):
        return [value]
    return [block for block in as_list(value) if isinstance(block, dict)]


def expressions_at(expressions: Mapping[str, Any], path: Path, ordered: bool = True) -> list[Any]:
    """The expressions and blocks that may stand at a path; all of a kind of block where `ordered` is false, because
    a set has another order than its blocks in the text. The steps inside of an expression lead to it."""
    found: list[Any] = [expressions]
    for step in path:
        further: list[Any] = []
        for part in found:
            if is_expression(part) and part is not expressions:
                further.append(part)
            elif isinstance(step, int):
                further.extend(_indexed(part, step, ordered))
            else:
                further.extend(block[step] for block in blocks_of(part) if step in block)
        found = further
    return found


def _indexed(part: Any, index: int, ordered: bool) -> Sequence[Any]:
    if not isinstance(part, list):
        return [part]
    if not ordered:
        return part
    return part[index : index + 1]
