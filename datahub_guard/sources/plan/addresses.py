"""Addresses in plans, taken apart: module paths with their keys, and references with the steps behind them.

Terraform quotes keys as HCL does: backslash escapes, and `$${` and `%%{` for what would begin a template.
"""

from __future__ import annotations

import re
from typing import NamedTuple, TypeAlias

from datahub_guard.model.paths import quoted, unquoted

Key: TypeAlias = "str | int | None"
ModulePath: TypeAlias = tuple[str, ...]
"""Names of module calls from the root down, without keys."""

_STEP = re.compile(r'\.?([^.\[\]"]+)|\[(-?\d+)\]|\["((?:[^"\\]|\\.)*)"\]', re.DOTALL)


class ModuleStep(NamedTuple):
    """One module call on the way to an instance, with the instance's key."""

    name: str
    key: Key


def split(address: str) -> list[str | int]:
    """The steps of an address or a reference; a name and a key in quotes are both `str`, an index is `int`.

    What is no address gives the steps that can be told up to the first character that does not fit.
    """
    steps: list[str | int] = []
    at = 0
    while match := _STEP.match(address, at):
        name, index, key = match.groups()
        steps.append(name if name is not None else int(index) if index is not None else unquoted(key))
        at = match.end()
    return steps


def module_steps(address: str) -> tuple[ModuleStep, ...]:
    """The calls in a module address such as `module.a["x"].module.b[0]`; none for the root's, the empty string."""
    steps: list[ModuleStep] = []
    at = 0
    while match := _STEP.match(address, at):
        if match[1] != "module":
            break
        name = _STEP.match(address, match.end())
        if name is None or name[1] is None:
            break
        at = name.end()
        key: Key = None
        step = _STEP.match(address, at)
        if step is not None and step[1] is None:
            key = int(step[2]) if step[2] is not None else unquoted(step[3])
            at = step.end()
        steps.append(ModuleStep(name[1], key))
    return tuple(steps)


def key_text(key: Key) -> str:
    """An instance key as Terraform writes it behind a name."""
    if key is None:
        return ""
    if isinstance(key, int):
        return f"[{key}]"
    return f'["{quoted(key)}"]'


def module_text(steps: tuple[ModuleStep, ...]) -> str:
    """A module address as Terraform writes it."""
    return ".".join(f"module.{step.name}{key_text(step.key)}" for step in steps)


def steps_text(steps: list[str | int]) -> str:
    """Steps behind an address as references write them: `.outputs.keys["digital"][0]`."""
    out: list[str] = []
    for step in steps:
        if isinstance(step, int):
            out.append(f"[{step}]")
        elif re.fullmatch(r"[^\W\d][\w-]*", step):
            out.append(f".{step}")
        else:
            out.append(key_text(step))
    return "".join(out)
