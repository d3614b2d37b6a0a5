"""The operators of HCL on values: arithmetic in Terraform's 512 bits, comparison, equality, logic.

As in Terraform 1.11 both sides are always evaluated: `true || unknown` is unknown. Division by zero is infinity, a
`float`, with which one may compare and calculate but which can be no result of an output.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction
from math import isnan
from typing import TypeAlias

from datahub_guard.model.values import Sensitive, Unknown, Value, reveal, unknown_from
from datahub_guard.sources.hcl.convert import to_bool, to_number
from datahub_guard.sources.hcl.equality import equal
from datahub_guard.sources.hcl.errors import EvaluationError
from datahub_guard.sources.hcl.marks import mark
from datahub_guard.sources.hcl.numbers import round_number

Operator: TypeAlias = Callable[[Value, Value], Value]

INFINITY = float("inf")
_MAX_BITS = 1 << 16
"""Terraform's integers are as long as they get; longer than this one has no use, and multiplying doubles it."""


def _numeric(symbol: str, calculate: Operator, result: str) -> Operator:
    """Return an operator on two numbers, of which it makes a number or, for comparisons, a bool."""

    def operate(left: Value, right: Value) -> Value:
        if type(left) is int and type(right) is int:
            return calculate(left, right)
        if type(left) is Sensitive or type(right) is Sensitive:
            return mark(operate(reveal(left), reveal(right)))
        first, second = _number(left, symbol), _number(right, symbol)
        if isinstance(first, Unknown) or isinstance(second, Unknown):
            return unknown_from(first, second, type=result)
        return calculate(first, second)

    return operate


def _number(value: Value, symbol: str) -> Value:
    if value is None:
        raise EvaluationError(f"an operand of {symbol} is null")
    if type(value) is Unknown:
        if value.type in (None, "any", "number", "string"):
            return value
        raise EvaluationError(f"an operand of {symbol} must be a number")
    if type(value) is float:
        return value
    return to_number(value)


def _arithmetic(exact: Operator) -> Operator:
    """Return `exact` with its result rounded to what Terraform's numbers hold."""

    def calculate(left: Value, right: Value) -> Value:
        result = exact(left, right)
        kind = type(result)
        if kind is int:
            bits = result.bit_length()
            if bits > _MAX_BITS:
                raise EvaluationError(f"the number has more than {_MAX_BITS} bits")
            return result if bits <= 512 else round_number(Fraction(result))
        if kind is Fraction:
            return round_number(result)
        if isnan(result):
            raise EvaluationError("zero times infinity, and infinity from infinity, have no value")
        return result

    return calculate


def _divide(left: Value, right: Value) -> Value:
    if right == 0:
        if left == 0:
            raise EvaluationError("zero cannot be divided by zero")
        return INFINITY if left > 0 else -INFINITY
    if type(left) is float and type(right) is float:
        raise EvaluationError("infinity cannot be divided by infinity")
    if type(right) is float:
        return 0
    if type(left) is float:
        return left if right > 0 else -left
    return Fraction(left) / right


def _modulo(left: Value, right: Value) -> Value:
    if type(left) is float or type(right) is float:
        raise EvaluationError("the remainder of a division by or of infinity has no value")
    if right == 0:
        return left  # as the library beneath Terraform has it
    if type(left) is int and type(right) is int:
        rest = abs(left) % abs(right)
        return -rest if left < 0 else rest
    times = int(round_number(Fraction(left) / right))
    return Fraction(left) - round_number(Fraction(right) * times)


def _are_different(left: Value, right: Value) -> Value:
    return negation(equal(left, right))


def _logical(symbol: str, decides: bool) -> Operator:
    """Return `||` (where true decides) or `&&` (where false does)."""

    def operate(left: Value, right: Value) -> Value:
        if type(left) is bool and type(right) is bool:
            return decides if decides in (left, right) else not decides
        if type(left) is Sensitive or type(right) is Sensitive:
            return mark(operate(reveal(left), reveal(right)))
        first, second = _truth(left, symbol), _truth(right, symbol)
        if isinstance(first, Unknown) or isinstance(second, Unknown):
            return unknown_from(first, second, type="bool")
        return operate(first, second)

    return operate


def _truth(value: Value, symbol: str) -> Value:
    if value is None:
        raise EvaluationError(f"an operand of {symbol} is null")
    if type(value) is Unknown:
        if value.type in (None, "any", "bool", "string"):
            return value
        raise EvaluationError(f"an operand of {symbol} must be true or false")
    return to_bool(value)


def negation(value: Value) -> Value:
    """Return `!value`."""
    if type(value) is bool:
        return not value
    if type(value) is Sensitive:
        return mark(negation(value.value))
    truth = _truth(value, "!")
    return unknown_from(truth, type="bool") if isinstance(truth, Unknown) else not truth


def opposite(value: Value) -> Value:
    """Return `-value`."""
    if type(value) is int:
        return -value
    if type(value) is Sensitive:
        return mark(opposite(value.value))
    number = _number(value, "-")
    return unknown_from(number, type="number") if isinstance(number, Unknown) else -number


OPERATORS: dict[str, tuple[int, Operator]] = {
    "||": (1, _logical("||", True)),
    "&&": (2, _logical("&&", False)),
    "==": (3, equal),
    "!=": (3, _are_different),
    "<": (4, _numeric("<", operator.lt, "bool")),
    ">": (4, _numeric(">", operator.gt, "bool")),
    "<=": (4, _numeric("<=", operator.le, "bool")),
    ">=": (4, _numeric(">=", operator.ge, "bool")),
    "+": (5, _numeric("+", _arithmetic(operator.add), "number")),
    "-": (5, _numeric("-", _arithmetic(operator.sub), "number")),
    "*": (6, _numeric("*", _arithmetic(operator.mul), "number")),
    "/": (6, _numeric("/", _arithmetic(_divide), "number")),
    "%": (6, _numeric("%", _arithmetic(_modulo), "number")),
}
"""Each binary operator's precedence and function."""


def result_type(symbol: str) -> str:
    """Return the type of what a binary operator gives."""
    return "number" if symbol in "+-*/%" else "bool"
