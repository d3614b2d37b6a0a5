"""What an expression is worth as one row of JSON: the form of Terraform's own answers in the oracle.

A row is `{"expr", "type", "value", "unknown"}` as `terraform show -json` prints the planned output `{ v = EXPR }`,
with every number as `{"#": "its digits"}` so that nothing is rounded. Where the expression has no value, it is
`{"expr", "err"}`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from datahub_guard.model.values import ANY, Type, Unknown, Value
from datahub_guard.sources.hcl.errors import EvaluationError, SyntaxFault
from datahub_guard.sources.hcl.marks import plain
from datahub_guard.sources.hcl.numbers import number_text
from datahub_guard.sources.hcl.scope import Scope
from datahub_guard.sources.hcl.types import type_of
from datahub_guard.sources.hcl.unknowns import is_wholly_known


def row(expression: str, value: Value, type: Type | None = None) -> dict[str, Any]:
    """Return the row of a value; `type` is its type where more is known of it than the value tells.

    Raises:
        EvaluationError: the value has no form in JSON, because it is infinite or too large.
    """
    whole = {"v": plain(value)}
    if is_wholly_known(whole):
        return {
            "expr": expression,
            "type": encoded_type(("object", (("v", type_of(whole["v"]) if type is None else type),))),
            "value": _encoded(whole),
            "unknown": False,
        }
    return {"expr": expression, "type": None, "value": None, "unknown": _unknown_parts(whole)}


def evaluated_row(expression: str, scope: Scope) -> dict[str, Any]:
    """Evaluate an expression and return its row, or the row of its error."""
    from datahub_guard.sources.hcl.null_types import completed_type
    from datahub_guard.sources.hcl.parser import parse_expression

    try:
        parsed = parse_expression(expression.strip())
        value = plain(parsed.evaluate(scope))
        return row(expression, value, completed_type(value, parsed.node, scope))
    except (EvaluationError, SyntaxFault) as error:
        return {"expr": expression, "err": error.message}


def encoded_type(type: Type) -> Any:
    """Return a type in the JSON form of Terraform's plans and states."""
    if isinstance(type, str):
        return "dynamic" if type == ANY else type
    kind, inner = type
    if kind == "object":
        return [kind, {name: encoded_type(of) for name, of in inner}]
    if kind == "tuple":
        return [kind, [encoded_type(of) for of in inner]]
    return [kind, encoded_type(inner)]


def _encoded(value: Value) -> Any:
    if isinstance(value, dict):
        return {key: _encoded(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return [_encoded(part) for part in value]
    if type(value) is float:
        raise EvaluationError("the value is infinite, which no output can be")
    if type(value) is int or type(value) is Fraction:
        return {"#": number_text(value)}
    return value


def _unknown_parts(value: Value) -> Any:
    """Return `true` for what is unknown, and a structure with `true` in it for what has unknown parts."""
    if isinstance(value, Unknown):
        return True
    if isinstance(value, dict):
        parts = {key: _unknown_parts(value[key]) for key in sorted(value)}
        return {key: part for key, part in parts.items() if part is not False}
    if isinstance(value, list):
        return [_unknown_parts(part) for part in value]
    return False
