"""Functions on numbers."""

from __future__ import annotations

import math

from datahub_guard.model.values import ListValue, Number, Value
from datahub_guard.sources.hcl.convert import to_number
from datahub_guard.sources.hcl.errors import EvaluationError
from datahub_guard.sources.hcl.functions.signature import (
    ANYTHING,
    NUMBER,
    Function,
    table,
    whole_number,
)
from datahub_guard.sources.hcl.limits import MAX_DIGITS
from datahub_guard.sources.hcl.numbers import number_from_float, round_number
from datahub_guard.sources.hcl.types import kind_of

_RANGE_LIMIT = 1024
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def _ceil(number: Number) -> Number:
    return number if isinstance(number, float) else math.ceil(number)


def _floor(number: Number) -> Number:
    return number if isinstance(number, float) else math.floor(number)


def _signum(number: Number) -> int:
    if not -(1 << 63) <= whole_number(number) < 1 << 63:
        raise EvaluationError("the number must fit in 64 bits")
    return (number > 0) - (number < 0)


def _max(*numbers: Number) -> Number:
    if not numbers:
        raise EvaluationError("at least one number is required")
    return max(numbers)


def _min(*numbers: Number) -> Number:
    if not numbers:
        raise EvaluationError("at least one number is required")
    return min(numbers)


def _pow(base: Number, exponent: Number) -> Number | float:
    """Terraform computes powers and logarithms in 64-bit floating point."""
    try:
        return number_from_float(math.pow(base, exponent))
    except OverflowError:
        odd = type(exponent) is int and exponent % 2 == 1
        return number_from_float(-math.inf if base < 0 and odd else math.inf)
    except ValueError:
        if base == 0:
            return number_from_float(math.inf)
        raise EvaluationError("a root of a negative number is no number") from None


def _log(number: Number, base: Number) -> Number | float:
    top, bottom = _natural_log(number), _natural_log(base)
    if bottom == 0:
        top, bottom = top * math.inf if top else math.nan, 1.0
    return number_from_float(top / bottom)


def _natural_log(number: Number) -> float:
    try:
        return -math.inf if number == 0 else math.log(number)
    except (OverflowError, ValueError):
        raise EvaluationError("a number below zero has no logarithm") from None


def _parseint(text: Value, base: Number) -> int:
    if not isinstance(text, str):
        raise EvaluationError(f"the first argument must be a string, and this is {kind_of(text)}")
    base = whole_number(base)
    if not 2 <= base <= 62:
        raise EvaluationError("the base must be between 2 and 62")
    digits = text[1:] if text[:1] in ("+", "-") else text
    if len(digits) > MAX_DIGITS:
        raise EvaluationError(f"the number has more than {MAX_DIGITS} digits")
    value = 0
    for digit in digits or "?":
        worth = _digit(digit, base)
        if not 0 <= worth < base:
            raise EvaluationError(f"{text[:60]!r} is no whole number of base {base}")
        value = value * base + worth
    # the precision of what Go reads grows with the digits, and is rounded when it becomes a number of Terraform's
    return int(round_number(-value if text.startswith("-") else value))


def _digit(digit: str, base: int) -> int:
    if base <= 36:
        digit = digit.lower() if digit.isascii() else "?"
        return _DIGITS.find(digit)
    return (_DIGITS + _DIGITS[10:].upper()).find(digit)


def _sum(numbers: Value) -> Number:
    if not isinstance(numbers, list):
        raise EvaluationError("a list, set or tuple of numbers is required")
    if not numbers:
        raise EvaluationError("an empty list has no sum")
    total: Number = 0
    for number in numbers:
        if number is None:
            raise EvaluationError("null cannot be added")
        total = round_number(total + to_number(number))
    return total


def _range(*numbers: Number) -> ListValue:
    start: Number
    step: Number
    if len(numbers) == 1:
        start, end = 0, numbers[0]
        step = 1 if end >= 0 else -1
    elif len(numbers) == 2:
        start, end = numbers
        step = 1 if end >= start else -1
    else:
        start, end, step = numbers
    if step == 0:
        raise EvaluationError("the step must not be zero")
    if (step > 0 and end < start) or (step < 0 and end > start):
        raise EvaluationError(f"the end must be {'greater' if step > 0 else 'less'} than the start")
    out: list[Number] = []
    value = start
    while value < end if step > 0 else value > end:
        if len(out) == _RANGE_LIMIT:
            raise EvaluationError(f"the range has more than {_RANGE_LIMIT} numbers, Terraform's own limit")
        out.append(value)
        value = round_number(value + step)
    return ListValue(out, "number")


FUNCTIONS = table(
    Function("abs", abs, NUMBER, returns="number"),
    Function("ceil", _ceil, NUMBER, returns="number"),
    Function("floor", _floor, NUMBER, returns="number"),
    Function("log", _log, NUMBER, NUMBER, returns="number"),
    Function("max", _max, rest=NUMBER, returns="number"),
    Function("min", _min, rest=NUMBER, returns="number"),
    Function("parseint", _parseint, ANYTHING, NUMBER, returns="number"),
    Function("pow", _pow, NUMBER, NUMBER, returns="number"),
    Function("range", _range, NUMBER, rest=NUMBER, most=3, returns=("list", "number")),
    Function("signum", _signum, NUMBER, returns="number"),
    Function("sum", _sum, ANYTHING, returns="number", whole=True),
)
