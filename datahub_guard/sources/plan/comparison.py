"""Whether the configuration that a plan was made of is the HCL that lies there: it may be older, or of another stack.

The comparison evaluates constants only: which stacks read one another's outputs may not be known yet.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from datahub_guard.model.values import SetValue, Value, reveal
from datahub_guard.sources.hcl.blocks import argument_value
from datahub_guard.sources.hcl.body import META_BLOCKS, Argument
from datahub_guard.sources.hcl.context import StackContext
from datahub_guard.sources.hcl.limits import MAX_MODULE_DEPTH
from datahub_guard.sources.hcl.module import ModuleInstance
from datahub_guard.sources.hcl.module_sources import literal
from datahub_guard.sources.hcl.numbers import number_text
from datahub_guard.sources.plan.configuration import Configuration, ModuleConfiguration, as_object, is_expression
from datahub_guard.sources.plan.plan import Identity

_MODES = frozenset({"managed", "data"})
_NOT_CONSTANT: Any = object()


def differences(configuration: Configuration, context: StackContext) -> Iterator[str]:
    """What differs between a plan's configuration and the HCL, in words: blocks that only one of them has, and
    arguments that are not written or have another constant in one of them.

    `context` is of the root module and is used for this alone; modules that lie elsewhere are not looked into.
    """
    pending: list[tuple[tuple[str, ...], str]] = [((), context.directory)]
    while pending:
        path, directory = pending.pop()
        planned = configuration.module(path)
        if planned is None or len(path) > MAX_MODULE_DEPTH:
            continue
        module = ModuleInstance(context.library.definition(directory), context)
        prefix = "".join(f"module.{name}." for name in path)
        yield from _resources(planned, module, prefix)
        yield from _calls(planned, module, prefix)
        for name, block in module.definition.modules.items():
            source = literal(block.attributes.get("source"))
            if source is not None and source.startswith("."):
                pending.append(((*path, name), os.path.normpath(os.path.join(directory, source))))


def _resources(planned: ModuleConfiguration, module: ModuleInstance, prefix: str) -> Iterator[str]:
    there = [key for key in module.definition.resources if key[0] in _MODES]
    blocks = planned.resources()
    for key in blocks:
        if key not in module.definition.resources and key[0] in _MODES:
            yield f"{prefix}{_title(key)} is in the plan's configuration only"
    for key in there:
        block = blocks.get(key)
        if block is None:
            yield f"{prefix}{_title(key)} is in the HCL only"
        else:
            yield from _arguments(as_object(block.get("expressions")), module, key, prefix)


def _calls(planned: ModuleConfiguration, module: ModuleInstance, prefix: str) -> Iterator[str]:
    for name in planned.calls:
        if name not in module.definition.modules:
            yield f"{prefix}module.{name} is in the plan's configuration only"
    for name in module.definition.modules:
        if name not in planned.calls:
            yield f"{prefix}module.{name} is in the HCL only"


def _title(key: Identity) -> str:
    mode, kind, name = key
    return f"{'' if mode == 'managed' else f'{mode}.'}{kind}.{name}"


def _arguments(expressions: dict[str, Any], module: ModuleInstance, key: Identity, prefix: str) -> Iterator[str]:
    body = module.resource(key).body
    if body.schema is None:
        return
    title = f"{prefix}{_title(key)}"
    for name, argument in body.arguments.items():
        if name not in expressions:
            if name in body.schema.attributes and _constant(argument, module) is not None:
                yield f"{title}: {name} is written in the HCL only"
            continue
        written = expressions[name]
        if is_expression(written) and "constant_value" in written:
            value = _constant(argument, module)
            if value is not _NOT_CONSTANT and _plain(value) != _plain(written["constant_value"], value):
                yield f"{title}: {name} has another value in the HCL"
    for name, written in expressions.items():
        there = name in body.arguments or name in body.by_name or name in META_BLOCKS
        if not there and written != {"constant_value": None}:
            yield f"{title}: {name} is written in the plan's configuration only"


def _constant(argument: Argument, module: ModuleInstance) -> Value:
    return argument_value(argument, module.scope, module.context) if argument.depends == 0 else _NOT_CONSTANT


def _plain(value: Value, like: Value = None) -> Any:
    """A value for comparison: all scalars as text, nulls in objects left out, sets in one order."""
    value, like = reveal(value), reveal(like)
    if isinstance(value, dict):
        inner = like if isinstance(like, dict) else {}
        return {key: _plain(part, inner.get(key)) for key, part in value.items() if part is not None}
    if isinstance(value, list):
        likes = like if isinstance(like, list) and len(like) == len(value) else [None] * len(value)
        parts = [_plain(part, one) for part, one in zip(value, likes, strict=True)]
        return sorted(parts, key=repr) if isinstance(value, SetValue) or isinstance(like, SetValue) else parts
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if value is None or isinstance(value, str) else number_text(value)
