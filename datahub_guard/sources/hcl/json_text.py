"""JSON with the place of every key and value, which the standard library's reader does not tell."""

from __future__ import annotations

import re
from json.decoder import JSONDecodeError, JSONDecoder

from datahub_guard.model.values import Number
from datahub_guard.sources.hcl.errors import EvaluationError, SyntaxFault
from datahub_guard.sources.hcl.limits import MAX_NESTING
from datahub_guard.sources.hcl.numbers import parse_number

_BLANK = re.compile(r"[ \t\r\n]*+")
_SCALAR = re.compile(r"(true)|(false)|(null)|-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?")
_SURROGATE = re.compile("[\ud800-\udfff]")
_DECODER = JSONDecoder()
_WORDS = {1: True, 2: False, 3: None}


class Json:
    """A value and where it stands: `offset` is its first code point, `end` is behind its last.

    `members` are those of an object and `items` those of an array, else None. `value` is that of anything else. An
    object may repeat a key: what that means is for the reader of the file to say.
    """

    __slots__ = ("end", "items", "members", "offset", "value")

    def __init__(self, offset: int) -> None:
        self.offset = offset
        self.end = offset
        self.value: str | Number | bool | None = None
        self.members: list[Member] | None = None
        self.items: list[Json] | None = None


class Member:
    """`"key": value` of an object; `offset` is where the key's quote stands."""

    __slots__ = ("key", "offset", "value")

    def __init__(self, key: str, offset: int, value: Json) -> None:
        self.key = key
        self.offset = offset
        self.value = value


def read_json(text: str, offset: int = 0) -> Json:
    """Read one value and nothing behind it but blanks. Raises SyntaxFault."""
    value = _value(text, _after_blanks(text, offset), 0)
    end = _after_blanks(text, value.end)
    if end < len(text):
        raise SyntaxFault("nothing may follow the JSON value", end)
    return value


def _after_blanks(text: str, offset: int) -> int:
    match = _BLANK.match(text, offset)
    return match.end() if match else offset


def _value(text: str, offset: int, depth: int) -> Json:
    if depth > MAX_NESTING:
        raise SyntaxFault(f"the JSON is nested deeper than {MAX_NESTING} levels", offset)
    json = Json(offset)
    first = text[offset : offset + 1]
    if first == '"':
        json.value, json.end = _string(text, offset)
    elif first == "{":
        json.members, json.end = _members(text, offset + 1, depth)
    elif first == "[":
        json.items, json.end = _items(text, offset + 1, depth)
    else:
        match = _SCALAR.match(text, offset)
        if not match:
            raise SyntaxFault("a JSON value is expected here", offset)
        json.end = match.end()
        json.value = _WORDS[match.lastindex] if match.lastindex else _number(match.group(), offset)
    return json


def _string(text: str, offset: int) -> tuple[str, int]:
    try:
        value, end = _DECODER.raw_decode(text, offset)
    except JSONDecodeError as error:
        raise SyntaxFault(f"the string is wrong: {error.msg}", error.pos) from None
    return _SURROGATE.sub("\ufffd", value), end


def _number(text: str, offset: int) -> Number:
    try:
        return parse_number(text)
    except EvaluationError as error:
        raise SyntaxFault(error.message, offset) from None


def _members(text: str, offset: int, depth: int) -> tuple[list[Member], int]:
    members: list[Member] = []
    position = _after_blanks(text, offset)
    if text.startswith("}", position):
        return members, position + 1
    while True:
        if not text.startswith('"', position):
            raise SyntaxFault("a quoted key is expected here", position)
        key, colon = _string(text, position)
        colon = _after_blanks(text, colon)
        if not text.startswith(":", colon):
            raise SyntaxFault("a colon is missing behind the key", colon)
        value = _value(text, _after_blanks(text, colon + 1), depth + 1)
        members.append(Member(key, position, value))
        position, last = _separator(text, value.end, "}")
        if last:
            return members, position


def _items(text: str, offset: int, depth: int) -> tuple[list[Json], int]:
    items: list[Json] = []
    position = _after_blanks(text, offset)
    if text.startswith("]", position):
        return items, position + 1
    while True:
        item = _value(text, position, depth + 1)
        items.append(item)
        position, last = _separator(text, item.end, "]")
        if last:
            return items, position


def _separator(text: str, offset: int, closing: str) -> tuple[int, bool]:
    """Step over a comma or the closing bracket; return what follows, and whether it was the bracket."""
    position = _after_blanks(text, offset)
    if text.startswith(closing, position):
        return position + 1, True
    if not text.startswith(",", position):
        raise SyntaxFault(f"a comma or {closing} is missing here", position)
    return _after_blanks(text, position + 1), False
