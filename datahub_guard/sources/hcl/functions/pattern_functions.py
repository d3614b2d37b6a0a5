"""`regex`, `regexall` and `replace`."""

from __future__ import annotations

import re

from datahub_guard.model.values import ListValue, Type, Value
from datahub_guard.sources.hcl.errors import EvaluationError
from datahub_guard.sources.hcl.functions.pattern_matching import Pattern, Spans, compiled
from datahub_guard.sources.hcl.functions.signature import STRING, Function, table
from datahub_guard.sources.hcl.limits import MAX_STRING, check_string

_PLACEHOLDER = re.compile(r"\$(?:(\$)|([0-9A-Za-z_]+)|\{([0-9A-Za-z_]+)\})")


def _regex_type(expression: Value, _text: Value) -> Type | None:
    return _result_type(compiled(expression)) if isinstance(expression, str) else None


def _regexall_type(expression: Value, text: Value) -> Type | None:
    of = _regex_type(expression, text)
    return None if of is None else ("list", of)


def _result_type(pattern: Pattern) -> Type:
    """Return the type of a match: a string, or a tuple or object of its groups."""
    names = pattern.names
    if not names:
        return "string"
    if all(name is None for name in names):
        return ("tuple", ("string",) * len(names))
    if any(name is None for name in names):
        raise EvaluationError("either all groups have names or none has")
    return ("object", tuple((name, "string") for name in sorted(set(map(str, names)))))


def _captured(pattern: Pattern, text: str, spans: Spans) -> Value:
    groups = [
        None if spans[2 * number] < 0 else text[spans[2 * number] : spans[2 * number + 1]]
        for number in range(1, len(pattern.names) + 1)
    ]
    if not groups:
        return text[spans[0] : spans[1]]
    return groups if pattern.names[0] is None else dict(zip(pattern.names, groups, strict=True))


def _regex(expression: str, text: str) -> Value:
    pattern = compiled(expression)
    _result_type(pattern)
    spans = pattern.search(text)
    if spans is None:
        raise EvaluationError("the pattern did not match any part of the text")
    return _captured(pattern, text, spans)


def _regexall(expression: str, text: str) -> Value:
    pattern = compiled(expression)
    of = _result_type(pattern)
    return ListValue([_captured(pattern, text, spans) for spans in pattern.matches(text)], of)


def _replace(text: str, wanted: str, replacement: str) -> str:
    if len(wanted) > 1 and wanted.startswith("/") and wanted.endswith("/"):
        return _replace_pattern(text, compiled(wanted[1:-1]), replacement)
    if text.count(wanted) * len(replacement) > MAX_STRING:
        raise EvaluationError(f"the string would have more than {MAX_STRING:,} characters")
    return check_string(text.replace(wanted, replacement))


def _replace_pattern(text: str, pattern: Pattern, replacement: str) -> str:
    out: list[str] = []
    last = size = 0
    for spans in pattern.matches(text):
        out.append(text[last : spans[0]])
        out.append(_filled(replacement, pattern, text, spans))
        last = spans[1]
        size += len(out[-1]) + len(out[-2])
        if size > MAX_STRING:
            raise EvaluationError(f"the string would have more than {MAX_STRING:,} characters")
    out.append(text[last:])
    return "".join(out)


def _filled(replacement: str, pattern: Pattern, text: str, spans: Spans) -> str:
    """Put what the groups matched in the place of `$1`, `$name` and `${name}`; `$$` is a dollar."""
    if "$" not in replacement:
        return replacement

    def value(match: re.Match[str]) -> str:
        if match.group(1):
            return "$"
        name = match.group(2) or match.group(3)
        if name.isdigit():
            number = int(name[:6])
        else:
            number = pattern.names.index(name) + 1 if name in pattern.names else len(spans)
        if 2 * number >= len(spans) or spans[2 * number] < 0:
            return ""
        return text[spans[2 * number] : spans[2 * number + 1]]

    return _PLACEHOLDER.sub(value, replacement)


FUNCTIONS = table(
    Function("regex", _regex, STRING, STRING, returns=_regex_type),
    Function("regexall", _regexall, STRING, STRING, returns=_regexall_type),
    Function("replace", _replace, STRING, STRING, STRING),
)
