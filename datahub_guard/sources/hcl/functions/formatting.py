"""`format` and `formatlist`: the verbs of Go's `fmt`, as `cty` interprets them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from datahub_guard.model.values import ANY, ListValue, Number, Unknown, Value
from datahub_guard.sources.hcl.convert import to_bool, to_number, to_string
from datahub_guard.sources.hcl.errors import EvaluationError
from datahub_guard.sources.hcl.functions.graphemes import grapheme_count, graphemes
from datahub_guard.sources.hcl.functions.json_text import json_text
from datahub_guard.sources.hcl.functions.signature import Function, Parameter, table
from datahub_guard.sources.hcl.limits import MAX_STRING, check_parts
from datahub_guard.sources.hcl.numbers import number_text, scientific_or_plain, shortest_digits
from datahub_guard.sources.hcl.types import type_of
from datahub_guard.sources.hcl.unknowns import is_wholly_known, merged_unknown, text_with_holes

_VERB = r"%(?:%|([ +\-#0]*)([0-9]*)(?:\.([0-9]*))?(?:\[([0-9]+)\])?([a-zA-Z]))|%"
_INTEGERS = {"b": "b", "d": "d", "o": "o", "x": "x", "X": "X"}
_PREFIXES = {"b": "0b", "o": "0", "x": "0x", "X": "0X", "d": ""}
_SHORTEST_DECIDES_WITH = 6
"""Go decides with this precision whether the shortest form gets an exponent, so that a million is `1e+06`."""


class _Verb:
    """One `%...` of a format: flags, width and precision (None where not given), the letter."""

    __slots__ = ("flags", "letter", "precision", "raw", "width")

    def __init__(self, match: re.Match[str]) -> None:
        flags, width, precision, _, letter = match.groups()
        self.raw = match.group(0)
        self.flags = flags
        self.letter = letter
        self.width = _bounded(width) if width else 0
        self.precision = None if precision is None else _bounded(precision or "0")


def _bounded(digits: str) -> int:
    if len(digits) > 7:
        raise EvaluationError(f"a width or precision must be below {MAX_STRING:,}")
    return int(digits)


def _format(template: Value, *arguments: Value) -> Value:
    # `cty` does not call a function with a null of which no type is known, and takes its result for unknown.
    if None in arguments:
        return merged_unknown(template, *arguments, type="string")
    try:
        return _interpreted(template, arguments)
    except EvaluationError:
        if all(map(is_wholly_known, arguments)):
            raise
        return merged_unknown(*arguments, type="string")  # Terraform looks no closer either


def _interpreted(template: Value, arguments: Sequence[Value]) -> Value:
    if isinstance(template, Unknown):
        return merged_unknown(template, *arguments, type="string")
    pieces: list[Value] = []
    last = position = highest = 0
    for match in re.finditer(_VERB, template):
        pieces.append(template[last : match.start()])
        last = match.end()
        if match.group(0) == "%%":
            pieces.append("%")
            continue
        if match.group(5) is None:
            raise EvaluationError(f"unrecognized format character at offset {match.start()}")
        verb = _Verb(match)
        if match.group(4) is not None:
            position = _bounded(match.group(4)) - 1
        if not 0 <= position < len(arguments):
            raise EvaluationError(f"not enough arguments for {verb.raw!r}: there are {len(arguments)}")
        pieces.append(_formatted(verb, arguments[position]))
        position += 1
        highest = max(highest, position)
    pieces.append(template[last:])
    if highest < len(arguments):
        raise EvaluationError(f"too many arguments: the format uses {highest} of {len(arguments)}")
    return text_with_holes(pieces)


def _formatted(verb: _Verb, value: Value) -> Value:
    if not is_wholly_known(value):
        if isinstance(value, Unknown) and verb.raw in ("%s", "%v"):
            return value
        return merged_unknown(value, type="string")
    letter = verb.letter
    if value is None and letter != "v":
        raise EvaluationError(f"null cannot be formatted by {verb.raw!r}")
    if letter == "v":
        return _padded(verb, _as_is(verb, value))
    if letter in ("s", "q"):
        text = to_string(value)
        if verb.precision:
            text = "".join(graphemes(text)[: verb.precision])
        return _padded(verb, json_text(text) if letter == "q" else text)
    if letter == "t":
        return "true" if to_bool(value) else "false"
    if letter in _INTEGERS:
        return _integer(verb, to_number(value))
    if letter in ("e", "E", "f", "g", "G"):
        return _float(verb, to_number(value))
    raise EvaluationError(f"unsupported format verb {letter!r} in {verb.raw!r}")


def _as_is(verb: _Verb, value: Value) -> str:
    if "#" not in verb.flags:
        of = type_of(value)
        if of == "string":
            return str(value)
        if isinstance(value, float):
            return str(to_string(value))
        if of == "number":
            return ("-" if value < 0 else "") + _shortest(abs(value))
    return json_text(value)


def _padded(verb: _Verb, text: str) -> str:
    missing = verb.width - grapheme_count(text) if verb.width else 0
    if missing <= 0:
        return text
    padding = ("0" if "0" in verb.flags else " ") * missing
    return text + padding if "-" in verb.flags else padding + text


def _integer(verb: _Verb, number: Number) -> str:
    if type(number) is not int:
        raise EvaluationError(f"an integer is required for {verb.raw!r}")
    digits = format(abs(number), _INTEGERS[verb.letter])
    if verb.precision is not None:
        if number == 0 and verb.precision == 0:
            return ""
        digits = digits.rjust(verb.precision, "0")
    head = _sign(verb, number) + (_PREFIXES[verb.letter] if "#" in verb.flags else "")
    return _filled(verb, head, digits, zeros=verb.precision is None)


def _float(verb: _Verb, number: Number) -> str:
    magnitude: Number = -number if number < 0 else number
    letter = verb.letter.lower()
    if isinstance(number, float):
        return _filled(verb, _sign(verb, number) or "+", "Inf", zeros=False)
    if letter == "g":
        digits = _shortest(magnitude) if verb.precision is None else _general(magnitude, verb.precision or 1)
    else:
        precision = _SHORTEST_DECIDES_WITH if verb.precision is None else verb.precision
        digits = _fixed(magnitude, precision) if letter == "f" else _scientific(magnitude, precision)
    if verb.letter.isupper():
        digits = digits.upper()
    return _filled(verb, _sign(verb, number), digits, zeros=True)


def _sign(verb: _Verb, number: Number) -> str:
    if number < 0:
        return "-"
    return "+" if "+" in verb.flags else " " if " " in verb.flags else ""


def _filled(verb: _Verb, head: str, digits: str, zeros: bool) -> str:
    """Pad to the width: with zeros between sign and digits, or with spaces on either side."""
    missing = verb.width - len(head) - len(digits)
    if missing <= 0:
        return head + digits
    if "-" in verb.flags:
        return head + digits + " " * missing
    return head + "0" * missing + digits if "0" in verb.flags and zeros else " " * missing + head + digits


def _shortest(number: Number) -> str:
    digits, point = shortest_digits(number)
    if -4 <= point - 1 < _SHORTEST_DECIDES_WITH:
        return number_text(number)
    return scientific_or_plain(digits, point - 1, _SHORTEST_DECIDES_WITH)


def _rounded(number: Number, places: int) -> tuple[int, int]:
    """Return number * 10^places rounded half to even, and `places`."""
    up, down = (10**places, 1) if places >= 0 else (1, 10**-places)
    return round(_ratio(number.numerator * up, number.denominator * down)), places


def _ratio(numerator: int, denominator: int) -> Any:
    from fractions import Fraction

    return Fraction(numerator, denominator)


def _fixed(number: Number, precision: int) -> str:
    digits = str(_rounded(number, precision)[0]).rjust(precision + 1, "0")
    return f"{digits[:-precision]}.{digits[-precision:]}" if precision else digits


def _significant(number: Number, count: int) -> tuple[str, int]:
    """Return `count` significant digits and the decimal exponent of the first of them."""
    if number == 0:
        return "0" * count, 0
    exponent = shortest_digits(number)[1] - 1
    digits = str(_rounded(number, count - 1 - exponent)[0])
    if len(digits) < count:  # the shortest form had been rounded up to a power of ten
        exponent -= 1
        digits = str(_rounded(number, count - 1 - exponent)[0])
    if len(digits) > count:
        digits, exponent = digits[:-1], exponent + 1
    return digits, exponent


def _scientific(number: Number, precision: int) -> str:
    digits, exponent = _significant(number, precision + 1)
    mantissa = digits[0] + ("." + digits[1:] if precision else "")
    return f"{mantissa}e{'-' if exponent < 0 else '+'}{abs(exponent):02d}"


def _general(number: Number, precision: int) -> str:
    digits, exponent = _significant(number, precision)
    digits = digits.rstrip("0") or "0"
    limit = len(digits) if precision > len(digits) >= exponent + 1 else precision
    return scientific_or_plain(digits, exponent, limit)


def _format_list(template: Value, *arguments: Value) -> Value:
    columns = [template, *arguments]
    if None in arguments:
        return merged_unknown(*columns, type=("list", "string"))
    length: int | None = None
    for column in columns:
        if _is_column(column):
            if length is not None and len(column) != length:
                raise EvaluationError(f"the lists differ in length: {length} and {len(column)}")
            length = len(column)
    if any(isinstance(c, Unknown) and not isinstance(c.type, str) for c in columns):
        return merged_unknown(*columns, type=("list", "string"))
    count = check_parts(1 if length is None else length, "the list")
    out: list[Value] = []
    for index in range(count):
        row = [column[index] if _is_column(column) else column for column in columns]
        try:
            out.append(_interpreted(row[0], row[1:]))
        except EvaluationError as error:
            raise EvaluationError(f"element {index}: {error.message}") from None
    return ListValue(out, "string")


def _is_column(value: Value) -> bool:
    return isinstance(value, list)


_ARGUMENT = Parameter(ANY, null=True, unknown=True)

FUNCTIONS = table(
    Function("format", _format, Parameter("string", unknown=True), rest=_ARGUMENT),
    Function("formatlist", _format_list, Parameter("string", unknown=True), rest=_ARGUMENT),
)
