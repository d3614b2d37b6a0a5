"""`jsonencode` and `jsondecode`."""

from __future__ import annotations

import re
from fractions import Fraction

from datahub_guard.model.values import ANY, Number, Unknown, Value
from datahub_guard.sources.hcl.convert import composed
from datahub_guard.sources.hcl.errors import EvaluationError
from datahub_guard.sources.hcl.functions.signature import Function, Parameter, table
from datahub_guard.sources.hcl.limits import MAX_STRING, check_depth
from datahub_guard.sources.hcl.numbers import number_text, parse_number, round_number
from datahub_guard.sources.hcl.unknowns import is_wholly_known, merged_unknown

_ESCAPED = re.compile(r'[\x00-\x1f"\\<>&\u2028\u2029]')
_SHORT_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}


def json_text(value: Value) -> str:
    """Write a wholly known value as Terraform's `jsonencode` does: compact, keys sorted, `<`, `>`, `&` escaped.

    Raises:
        EvaluationError: the text would be longer than MAX_STRING, or the value is infinite.
    """
    out: list[str] = []
    _write(value, out, 0)
    return "".join(out)


def _write(value: Value, out: list[str], size: int) -> int:
    """Append the pieces of the text; return `size`, the length so far, with theirs added."""
    if isinstance(value, dict):
        separator = "{"
        for key in sorted(value):
            name = _quoted(key)
            out.append(f"{separator}{name}:")
            size = _write(value[key], out, size + len(name) + 2)
            separator = ","
        out.append("}" if value else "{}")
    elif isinstance(value, list):
        separator = "["
        for part in value:
            out.append(separator)
            size = _write(part, out, size + 1)
            separator = ","
        out.append("]" if value else "[]")
    else:
        text = _scalar(value)
        out.append(text)
        size += len(text)
    if size > MAX_STRING:
        raise EvaluationError(f"the string would have more than {MAX_STRING:,} characters")
    return size


def _scalar(value: Value) -> str:
    kind = type(value)
    if kind is str:
        return _quoted(value)
    if kind is bool:
        return "true" if value else "false"
    if value is None:
        return "null"
    if kind is int or kind is Fraction:
        return number_text(value)
    raise EvaluationError("infinity cannot be written as JSON")


def _quoted(text: str) -> str:
    return f'"{_ESCAPED.sub(_escape, text)}"'


def _escape(match: re.Match[str]) -> str:
    character = match.group(0)
    return _SHORT_ESCAPES.get(character) or f"\\u{ord(character):04x}"


def _encode(value: Value) -> Value:
    if not is_wholly_known(value):
        return merged_unknown(value, type="string", shape=("json", value))
    return json_text(value)


def _decode(text: Value) -> Value:
    if isinstance(text, Unknown):
        if text.shape is not None and text.shape[0] == "json":
            return _plain_structure(text.shape[1])
        return merged_unknown(text)
    import json

    try:
        value = json.loads(text, parse_float=parse_number, parse_int=_integer, parse_constant=_refuse)
    except RecursionError:
        raise EvaluationError("the JSON text is nested too deeply") from None
    except ValueError as error:
        raise EvaluationError(f"this is not JSON: {error}") from None
    check_depth(value)
    return _normalized(value) if "\\u" in text else value


def _plain_structure(value: Value) -> Value:
    """Return a structure as it comes back from JSON: every list a tuple, every map an object."""
    if isinstance(value, dict):
        return {key: _plain_structure(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_plain_structure(part) for part in value]
    return value


def _integer(digits: str) -> Number:
    return round_number(int(digits)) if len(digits) < 150 else parse_number(digits)


def _refuse(name: str) -> Value:
    raise ValueError(f"{name} is no value of JSON")


def _normalized(value: Value) -> Value:
    """Compose what escapes left apart, and replace halves of surrogate pairs, which are no characters, as Go does."""
    if isinstance(value, str):
        return composed(value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))
    if isinstance(value, dict):
        return {_normalized(key): _normalized(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_normalized(part) for part in value]
    return value


FUNCTIONS = table(
    Function("jsonencode", _encode, Parameter(ANY, null=True, unknown=True)),
    Function("jsondecode", _decode, Parameter("string", unknown=True), returns=ANY),
)
