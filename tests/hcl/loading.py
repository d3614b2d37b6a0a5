"""Loading directories of HCL in tests, and comparing what comes out with what Terraform says."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from datahub_guard.model.estate import Estate
from datahub_guard.model.facts import Facts
from datahub_guard.model.problems import Problem
from datahub_guard.model.resource import UNSET, Resource
from datahub_guard.model.stack import Stack
from datahub_guard.model.values import Sensitive, Unknown
from datahub_guard.sources.hcl.numbers import parse_number
from datahub_guard.sources.load import load_estate

NO_FACTS: Facts = None  # type: ignore[assignment]  # a stack that no facts place is loaded all the same
ABSENT = object()


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """Write files below a folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def load(folder: Path, *paths: str, facts: Facts = NO_FACTS, **options: Any) -> Estate:
    """Load a folder, or only some paths in it."""
    return load_estate([str(folder / path) for path in paths] or [str(folder)], facts, root=str(folder), **options)


def load_text(folder: Path, text: str, **files: str) -> Stack:
    """Load one `main.tf`, with other files named with `__` for `/` and `_DOT_` for `.`."""
    write(folder, {"main.tf": text, **{n.replace("__", "/").replace("_DOT_", "."): t for n, t in files.items()}})
    (stack,) = load(folder).stacks
    return stack


def all_problems(estate: Estate, notes: bool = False) -> list[Problem]:
    """The problems of an estate and its stacks."""
    found = [*estate.problems, *(p for stack in estate.stacks for p in stack.problems)]
    return [p for p in found if notes or not p.note]


def told(problems: Sequence[Problem]) -> list[str]:
    """Problems as `file:line: message`."""
    return [f"{p.place.file}:{p.place.line}: {p.message}" for p in problems]


def planned(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The managed resources that a plan has values for, in all modules."""
    pending = [plan["planned_values"].get("root_module", {})]
    while pending:
        module = pending.pop()
        yield from (r for r in module.get("resources", ()) if r["mode"] == "managed")
        pending.extend(module.get("child_modules", ()))


def number(text: str | int | float) -> Any:
    """A number as values have it: rounded to Terraform's 512 bits."""
    return parse_number(str(text))


def plain_plan_value(value: Any) -> Any:
    """A value of a plan's JSON: numbers may be written as `{"#": digits}`."""
    if isinstance(value, dict):
        if set(value) == {"#"}:
            return number(value["#"])
        return {key: plain_plan_value(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain_plan_value(item) for item in value]
    return value if isinstance(value, (bool, int)) or not isinstance(value, float) else number(value)


def differences(ours: Any, theirs: Any, unknown: Any, path: str = "", *, defaults: bool = False) -> Iterator[str]:
    """Where a value that we say we know is not the one that Terraform has.

    `unknown` is the part of `after_unknown` for it. What either side does not know is not compared. With
    `defaults`, neither is what is null or omitted in the configuration: the plan shows the provider's default there.
    """
    if isinstance(ours, Sensitive):
        ours = ours.value
    if isinstance(ours, Unknown) or ours is UNSET or unknown is True:
        return
    if isinstance(theirs, dict) and isinstance(ours, dict):
        for key in ours if defaults else ours.keys() | theirs.keys():
            inner = unknown.get(key, False) if isinstance(unknown, dict) else False
            yield from differences(ours.get(key), theirs.get(key), inner, f"{path}.{key}", defaults=defaults)
    elif isinstance(theirs, list) and isinstance(ours, list):
        if len(ours) != len(theirs):
            if not any(isinstance(item, Unknown) for item in ours):
                yield f"{path}: {len(ours)} elements, Terraform has {len(theirs)}"
            return
        for index, pair in enumerate(zip(ours, theirs, strict=True)):
            inner = unknown[index] if isinstance(unknown, list) and index < len(unknown) else False
            yield from differences(*pair, inner, f"{path}[{index}]", defaults=defaults)
    elif not (defaults and ours is None) and not _same(ours, theirs):
        yield f"{path}: {ours!r}, Terraform has {theirs!r}"


def _same(ours: Any, theirs: Any) -> bool:
    """Whether two plain values are one; providers write JSON anew, so that what it says counts."""
    if isinstance(theirs, bool) is isinstance(ours, bool) and ours == theirs:
        return True
    try:
        return isinstance(ours, str) and isinstance(theirs, str) and bool(json.loads(ours) == json.loads(theirs))
    except ValueError:
        return False


def by_address(stack: Stack, mode: str = "managed") -> dict[str, Resource]:
    """The instances of a stack by their addresses."""
    return {r.address: r for r in stack.resources if r.mode == mode}
