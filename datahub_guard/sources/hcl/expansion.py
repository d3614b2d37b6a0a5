"""`count` and `for_each`: which instances a block has, as far as that is known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from datahub_guard.model.paths import quoted
from datahub_guard.model.values import ListValue, MapValue, Sensitive, SetValue, Unknown, Value
from datahub_guard.sources.hcl.blocks import argument_value
from datahub_guard.sources.hcl.body import Argument
from datahub_guard.sources.hcl.context import StackContext
from datahub_guard.sources.hcl.convert import to_number
from datahub_guard.sources.hcl.errors import EvaluationError
from datahub_guard.sources.hcl.limits import MAX_INSTANCES
from datahub_guard.sources.hcl.scope import Reference, Scope

Key: TypeAlias = "str | int | None"
Names: TypeAlias = "Mapping[str, Value] | None"

ANY_KEY = "*"
"""The key of the one instance that stands for all whose keys are not known: Terraform writes such an address
`aws_x.y[*]`, too."""


class Expansion:
    """`keys`: the names (`each`, `count`) of each instance that exists for sure; `kind` is `count`, `for_each` or
    empty; `doubt` says why there may be others, whose names are `other`."""

    __slots__ = ("doubt", "keys", "kind", "other")

    def __init__(self, kind: str, keys: dict[Key, Names], doubt: Unknown | None = None, other: Names = None) -> None:
        self.kind = kind
        self.keys = keys
        self.doubt = doubt
        self.other = other


ONE = Expansion("", {None: None})
CIRCULAR = Expansion("", {}, Unknown(reason="which instances there are depends on which instances there are"))
"""Stands for an expansion that is being evaluated."""


def expand(count: Argument | None, for_each: Argument | None, scope: Scope, context: StackContext) -> Expansion:
    """Evaluate a block's `count` or `for_each`; what is wrong with it is noted and makes its instances unknown."""
    if count is not None:
        return _count(count, scope, context)
    if for_each is not None:
        return _for_each(for_each, scope, context)
    return ONE


def key_text(key: Key) -> str:
    """An instance key as addresses have it."""
    if key is None:
        return ""
    if isinstance(key, int) or key is ANY_KEY:
        return f"[{key}]"
    return f'["{quoted(key)}"]'


def _count(argument: Argument, scope: Scope, context: StackContext) -> Expansion:
    value = argument_value(argument, scope, context)
    try:
        if type(value) is Sensitive:
            value = value.value
        value = to_number(value)
        if not isinstance(value, Unknown):
            if value is None or not isinstance(value, int) or value < 0:
                raise EvaluationError("count needs a whole number that is not negative")
            _check_limit(value, context)
            return Expansion("count", {i: {"count": {"index": i}} for i in range(value)})
    except EvaluationError as error:
        context.refused(argument.attribute, error, _kind(error))
        value = Unknown(reason=error.message)
    index = Unknown(("count.index",), type="number")
    return Expansion("count", {}, _doubt("count", value), {"count": {"index": index}})


def _for_each(argument: Argument, scope: Scope, context: StackContext) -> Expansion:
    value = argument_value(argument, scope, context)
    keys: dict[Key, Names] = {}
    doubt: Unknown | None = None
    try:
        if type(value) is Sensitive:
            raise EvaluationError("for_each cannot be sensitive: its keys would be shown in addresses")
        if type(value) is Unknown:
            doubt = value
            shape = value.shape
            value = shape[1] if shape is not None and shape[0] == "object" else {}
        if isinstance(value, Reference):
            value = dict(value.iter_items())
        kind = type(value)
        if kind is dict or kind is MapValue:
            keys = {key: {"each": {"key": key, "value": value[key]}} for key in sorted(value)}
        elif kind is SetValue:
            holes = [item for item in value if type(item) is Unknown]
            doubt = holes[0] if holes else None
            for item in value:
                if type(item) is not Unknown:
                    keys[_set_key(item)] = {"each": {"key": item, "value": item}}
        else:
            raise EvaluationError(_wrong_collection(value))
        _check_limit(len(keys), context)
    except EvaluationError as error:
        context.refused(argument.attribute, error, _kind(error))
        keys, doubt = {}, Unknown(reason=error.message)
    if doubt is None:
        return Expansion("for_each", keys)
    hole = Unknown(doubt.references, reason=doubt.reason, direct=False)
    other = {"each": {"key": hole, "value": hole}}
    return Expansion("for_each", keys, _doubt("for_each", doubt), other)


def _set_key(item: Value) -> str:
    if not isinstance(item, str):
        raise EvaluationError("for_each needs a set of strings, none of them null")
    return item


def _wrong_collection(value: Value) -> str:
    if value is None:
        return "for_each is null"
    if isinstance(value, (list, ListValue)):
        return "for_each needs a map or a set of strings; make a set of the list with toset()"
    return "for_each needs a map or a set of strings"


def _check_limit(instances: int, context: StackContext) -> None:
    if instances > MAX_INSTANCES:
        raise _TooMany(f"it asks for {instances:,} instances; the limit is {MAX_INSTANCES:,}")
    if not context.count(instances):
        raise _TooMany("the stack has more instances than the limit allows; this block is not expanded")


class _TooMany(EvaluationError):
    """A limit of ours, not of Terraform's."""


def _kind(error: EvaluationError) -> str:
    return "limit" if isinstance(error, _TooMany) else "hcl-expression"


def _doubt(name: str, value: Unknown) -> Unknown:
    """Why it is not known which instances there are."""
    why = value.reason or (f"{', '.join(value.references)} is not known before apply" if value.references else "")
    return Unknown(value.references, reason=f"{name} is not known{': ' + why if why else ''}", direct=False)
