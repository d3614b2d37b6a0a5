"""Terraform's numbers: binary floating point with 512 bits, held exactly as `int` or `Fraction`.

`cty` computes with Go's `big.Float` at that precision and prints the shortest decimal that reads back as the same
number. What is whole is an `int`; everything else is a `Fraction` whose denominator is a power of two. A division by
zero gives infinity, a `float`.
"""

from __future__ import annotations

import re
from fractions import Fraction
from math import isfinite, isnan

from datahub_guard.model.values import Number
from datahub_guard.sources.hcl.errors import EvaluationError
from datahub_guard.sources.hcl.limits import MAX_DIGITS

PRECISION = 512
_MAX_BITS = MAX_DIGITS * 10 // 3
_DECIMAL = re.compile(r"[+-]?(?:[0-9]++\.?[0-9]*+|\.[0-9]++)(?:[eE]([+-]?[0-9]++))?")


def round_number(number: Number) -> Number:
    """Round to the nearest number with 512 significant bits, ties to even; an `int` where the result is whole.

    Raises:
        EvaluationError: the number is out of the range that is computed with.
    """
    if isinstance(number, float):  # infinity, which only a division by zero makes
        if isnan(number):
            raise EvaluationError("infinity from infinity has no value")
        return number
    numerator, denominator = number.numerator, number.denominator
    bits = numerator.bit_length()
    if denominator == 1 and bits <= PRECISION:
        return numerator
    if not -_MAX_BITS <= bits - denominator.bit_length() <= _MAX_BITS:
        raise EvaluationError(f"the number is beyond 10^±{MAX_DIGITS}, the range this tool computes with")
    if bits <= PRECISION and denominator & (denominator - 1) == 0:
        return number
    magnitude = abs(numerator)
    shift = PRECISION + 1 + denominator.bit_length() - bits
    quotient, rest = divmod(magnitude << shift, denominator) if shift >= 0 else divmod(magnitude, denominator << -shift)
    # The quotient has one or two bits too many; they and the rest decide how to round.
    excess = quotient.bit_length() - PRECISION
    half, low = 1 << (excess - 1), quotient & ((1 << excess) - 1)
    quotient >>= excess
    if low > half or (low == half and (rest or quotient & 1)):
        quotient += 1
    exponent = excess - shift
    if numerator < 0:
        quotient = -quotient
    if exponent >= 0:
        return quotient << exponent
    rounded = Fraction(quotient, 1 << -exponent)
    return rounded.numerator if rounded.denominator == 1 else rounded


def parse_number(text: str) -> Number:
    """Read a decimal number as Terraform's literals and conversions do.

    Raises:
        EvaluationError: it is not a decimal number, or out of range.
    """
    if text.isdigit() and text.isascii() and len(text) < 150:
        return int(text)
    match = _DECIMAL.fullmatch(text)
    if match is None:
        raise EvaluationError(f"a number is required, and {text[:60]!r} is none")
    exponent = match.group(1)
    if len(text) > MAX_DIGITS or (exponent is not None and abs(int(exponent)) > MAX_DIGITS):
        raise EvaluationError(f"the number is beyond 10^±{MAX_DIGITS}, the range this tool computes with")
    return round_number(Fraction(text))


def number_from_float(value: float) -> Number | float:
    """Return the number that prints as the float does, as `pow` and `log` give it; infinity is itself.

    Raises:
        EvaluationError: it is not a number.
    """
    if isnan(value):
        raise EvaluationError("the result is not a number")
    return parse_number(repr(value)) if isfinite(value) else value


def number_text(number: Number) -> str:
    """Write a number as `tostring` does: the shortest decimal without an exponent that reads back the same."""
    if isinstance(number, float):
        return "-Inf" if number < 0 else "+Inf"
    if type(number) is int and number.bit_length() <= PRECISION:
        return str(number)
    digits, point = shortest_digits(number)
    if point <= 0:
        text = "0." + "0" * -point + digits
    elif point >= len(digits):
        text = digits + "0" * (point - len(digits))
    else:
        text = f"{digits[:point]}.{digits[point:]}"
    return "-" + text if number < 0 else text


def shortest_digits(number: Number) -> tuple[str, int]:
    """Return `(digits, point)` such that |number| = 0.DIGITS * 10^point, with as few digits as tell it apart."""
    if number == 0:
        return "0", 1
    number = round_number(number)
    numerator, denominator = abs(number.numerator), number.denominator
    point = _decimal_point(numerator, denominator)
    # A decimal q * 10^-scale reads back as n / d where it is no further away than half a unit in the 512th bit, that
    # is n / 2^bits; a tie goes to the even mantissa.
    slack = PRECISION + 1 - numerator.bit_length()
    odd = slack == 1 and numerator & 1

    def rounded_to(count: int) -> tuple[int, bool]:
        scale = count - point
        up, down = (10**scale, 1) if scale >= 0 else (1, 10**-scale)
        quotient, rest = divmod(numerator * up, denominator * down)
        unit = denominator * down
        if 2 * rest > unit or (2 * rest == unit and quotient & 1):
            quotient, rest = quotient + 1, rest - unit
        distance = abs(rest) << slack if slack >= 0 else abs(rest)
        bound = up if slack >= 0 else up << -slack
        return quotient, distance < bound or (distance == bound and not odd)

    count = 1
    while not rounded_to(count)[1]:
        count *= 2
    low = count // 2 + 1
    while low < count:
        middle = (low + count) // 2
        if rounded_to(middle)[1]:
            count = middle
        else:
            low = middle + 1
    digits = str(rounded_to(count)[0])
    point += len(digits) - count if len(digits) > count else 0
    return digits.rstrip("0"), point


def _decimal_point(numerator: int, denominator: int) -> int:
    """Return the p with 10^(p-1) <= numerator / denominator < 10^p."""
    point = int((numerator.bit_length() - denominator.bit_length()) * 0.30103)
    while _reaches(numerator, denominator, point):
        point += 1
    while not _reaches(numerator, denominator, point - 1):
        point -= 1
    return point


def _reaches(numerator: int, denominator: int, power: int) -> bool:
    """Tell whether numerator / denominator >= 10^power."""
    up, down = (int(10**power), 1) if power >= 0 else (1, int(10**-power))
    return numerator * down >= denominator * up


def general_text(number: Number, digits: int) -> str:
    """Write a number as Go's `Text('g', digits)` does: rounded to that many digits, large and small with exponent."""
    from decimal import ROUND_HALF_EVEN, Context, Decimal

    if number == 0:
        return "0"
    exact = Context(prec=2 * MAX_DIGITS)
    value = exact.divide(Decimal(abs(number.numerator)), Decimal(number.denominator))
    _, parts, _ = Context(prec=digits, rounding=ROUND_HALF_EVEN).plus(value).as_tuple()
    exponent = Context(prec=digits, rounding=ROUND_HALF_EVEN).plus(value).adjusted()
    significant = "".join(map(str, parts)).rstrip("0") or "0"
    sign = "-" if number < 0 else ""
    return sign + scientific_or_plain(significant, exponent, digits)


def scientific_or_plain(significant: str, exponent: int, precision: int) -> str:
    """Lay out d.ddd * 10^exponent as Go's `%g` does, which writes an exponent below -4 and from `precision` on."""
    if exponent < -4 or exponent >= precision:
        mantissa = significant[0] + ("." + significant[1:] if len(significant) > 1 else "")
        return f"{mantissa}e{'-' if exponent < 0 else '+'}{abs(exponent):02d}"
    if exponent < 0:
        return "0." + "0" * (-exponent - 1) + significant
    whole = significant[: exponent + 1].ljust(exponent + 1, "0")
    rest = significant[exponent + 1 :]
    return f"{whole}.{rest}" if rest else whole
