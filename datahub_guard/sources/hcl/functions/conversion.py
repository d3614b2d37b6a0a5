"""Conversions between types, sensitive marks, and the two functions that look at whether an expression fails."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from datahub_guard.model.values import ANY, Sensitive, Type, Unknown, Value
from datahub_guard.sources.hcl.convert import convert, to_bool, to_number, to_string
from datahub_guard.sources.hcl.errors import EvaluationError, UndeclaredName
from datahub_guard.sources.hcl.functions.signature import Function, Parameter, table
from datahub_guard.sources.hcl.marks import mark
from datahub_guard.sources.hcl.scope import Scope
from datahub_guard.sources.hcl.unknowns import is_wholly_known, merged_unknown

if TYPE_CHECKING:
    from datahub_guard.sources.hcl.nodes import Node


def _to_list(value: Value) -> Value:
    return convert(value, ("list", ANY))


def _to_set(value: Value) -> Value:
    return convert(value, ("set", ANY))


def _to_map(value: Value) -> Value:
    return convert(value, ("map", ANY))


def _non_sensitive(value: Value) -> Value:
    return value.value if isinstance(value, Sensitive) else value


def _is_sensitive(value: Value) -> Value:
    if isinstance(value, Unknown):
        return merged_unknown(value, type="bool")
    return isinstance(value, Sensitive)


def _same(value: Value) -> Value:
    return value


def _console_only(value: Value) -> Value:
    raise EvaluationError("this function exists only in `terraform console`")


def evaluate_try(scope: Scope, expressions: list[Node]) -> Value:
    """Return the value of the first expression that has one; a name that is not declared is refused all the same.

    Terraform 1.11 answers "unknown" as soon as a part of that value is unknown; here the known parts stay readable.
    """
    if not expressions:
        raise EvaluationError("try: at least one expression is required")
    failures: list[str] = []
    for expression in expressions:
        try:
            return expression.evaluate(scope)
        except UndeclaredName:
            raise
        except EvaluationError as error:
            failures.append(error.message)
    raise EvaluationError(f"try: no expression succeeded ({'; '.join(failures[:3])})")


def evaluate_can(scope: Scope, expressions: list[Node]) -> Value:
    """Tell whether the expression has a value."""
    if len(expressions) != 1:
        raise EvaluationError(f"can takes 1 argument, and {len(expressions)} are given")
    try:
        value = expressions[0].evaluate(scope)
    except UndeclaredName:
        raise
    except EvaluationError:
        return False
    return True if is_wholly_known(value) else merged_unknown(value, type="bool")


def _to(name: str, call: Callable[[Value], Value], type: Type) -> Function:
    return Function(name, call, Parameter(ANY, null=True, unknown=True, marked=True), returns=type)


_RAW = Parameter(ANY, raw=True)

FUNCTIONS = table(
    Function("ephemeralasnull", _same, _RAW),
    Function("issensitive", _is_sensitive, _RAW),
    Function("nonsensitive", _non_sensitive, _RAW),
    Function("sensitive", mark, _RAW),
    Function("type", _console_only, _RAW),
    _to("tobool", to_bool, "bool"),
    _to("tolist", _to_list, ("list", ANY)),
    _to("tomap", _to_map, ("map", ANY)),
    _to("tonumber", to_number, "number"),
    _to("toset", _to_set, ("set", ANY)),
    _to("tostring", to_string, "string"),
)

LAZY = {"can": evaluate_can, "try": evaluate_try}
