"""Where a part of a value is written inside an expression: the key of a policy in a `jsonencode`, an entry of a map.

Only what the text itself shows is followed: constructors, functions that keep the form of their argument, and JSON in
a heredoc. Nothing is evaluated.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from datahub_guard.sources.hcl.errors import SyntaxFault
from datahub_guard.sources.hcl.json_syntax import JsonAttribute
from datahub_guard.sources.hcl.json_text import Json
from datahub_guard.sources.hcl.lexer import Placed, placed_tokens
from datahub_guard.sources.hcl.syntax import Attribute

Path: TypeAlias = Sequence[str | int]
Span: TypeAlias = tuple[int, int]

_KEEPS_FORM = frozenset(
    ("jsonencode", "nonsensitive", "sensitive", "tolist", "tomap", "try", "coalesce", "coalescelist", "yamlencode")
)
"""Functions whose result has the form of one of their arguments."""


def locate(attribute: Attribute, path: Path) -> Span | None:
    """Return the offsets in the file of what `path` leads to in the value of an attribute.

    Of an entry of an object this is its key and its value. Where the path goes on behind what the text shows, the
    last entry on the way is returned; where it shows nothing of it, None.
    """
    if isinstance(attribute, JsonAttribute):
        return _in_json(attribute.json, path)
    try:
        tokens = placed_tokens(attribute.file.text[attribute.start : attribute.end])
    except SyntaxFault:
        return None
    return _Text(tokens, attribute.start).find(0, len(tokens), path)


class _Text:
    """The tokens of an expression; `base` is where its text starts in the file."""

    def __init__(self, tokens: list[Placed], base: int) -> None:
        self.tokens = tokens
        self.base = base
        self.closing = _closing(tokens)

    def span(self, first: int, end: int) -> Span:
        """Return the offsets of the tokens from `first` up to `end`."""
        last = self.tokens[end - 1]
        return self.base + self.tokens[first].offset, self.base + last.offset + len(last)

    def find(self, first: int, end: int, path: Path) -> Span | None:
        """Follow `path` into the expression that is made of the tokens from `first` up to `end`."""
        if first >= end:
            return None
        if not path:
            return self.span(first, end)
        opening = self.tokens[first]
        whole = self.closing.get(first) == end - 1
        if opening == "(" and whole:
            return self.find(first + 1, end - 1, path)
        if opening in ("[", "{") and whole:
            if self.tokens[first + 1] == "for":
                return None
            return (self.in_tuple if opening == "[" else self.in_object)(first + 1, end - 1, path)
        if end - first == 1:
            return self.in_heredoc(opening, path)
        if self.closing.get(first + 1) == end - 1 and self.tokens[first + 1] == "(":
            return self.in_call(opening, first + 2, end - 1, path)
        return self.in_conditional(first, end, path)

    def in_object(self, first: int, end: int, path: Path) -> Span | None:
        """Follow `path` into the items of an object; of two items with one key the last counts."""
        if path[0] == 0:  # the only element of what could be a list
            return self.find(first - 1, end + 1, path[1:])
        found = None
        for start, stop in self.split(first, end, (",", "\n")):
            separator = next((i for i in self.outside(start, stop) if self.tokens[i] in ("=", ":")), None)
            if separator is not None and _key(self.tokens[start:separator]) == str(path[0]):
                found = start, separator + 1, stop
        if found is None:
            return None
        start, value, stop = found
        return (self.find(value, stop, path[1:]) if path[1:] else None) or self.span(start, stop)

    def in_tuple(self, first: int, end: int, path: Path) -> Span | None:
        """Follow `path` into the elements of a tuple."""
        index = path[0]
        items = list(self.split(first, end, (",",)))
        if not isinstance(index, int) or index >= len(items):
            return None
        start, stop = items[index]
        return self.find(start, stop, path[1:]) or self.span(start, stop)

    def in_call(self, name: str, first: int, end: int, path: Path) -> Span | None:
        """Follow `path` into the arguments of a call; the last argument of `merge` wins."""
        arguments = list(self.split(first, end, (",",)))
        if name == "concat":
            return self.in_concat(arguments, path)
        if name == "merge":
            arguments.reverse()
        elif name not in _KEEPS_FORM:
            return None
        return next(filter(None, (self.find(start, stop, path) for start, stop in arguments)), None)

    def in_concat(self, arguments: list[tuple[int, int]], path: Path) -> Span | None:
        """Follow `path` into the tuples of a `concat`, as long as each of them shows its length."""
        index = path[0]
        for start, stop in arguments:
            if not isinstance(index, int) or self.tokens[start] != "[" or self.closing.get(start) != stop - 1:
                return None
            count = len(list(self.split(start + 1, stop - 1, (",",))))
            if index < count:
                return self.in_tuple(start + 1, stop - 1, (index, *path[1:]))
            index -= count
        return None

    def in_conditional(self, first: int, end: int, path: Path) -> Span | None:
        """Follow `path` into the arms of a conditional."""
        outside = list(self.outside(first, end))
        question = next((i for i in outside if self.tokens[i] == "?"), None)
        if question is None:
            return None
        colon = next((i for i in outside if i > question and self.tokens[i] == ":"), end)
        return self.find(question + 1, colon, path) or self.find(colon + 1, end, path)

    def in_heredoc(self, token: Placed, path: Path) -> Span | None:
        """Follow `path` into JSON that is written in a heredoc, templates in it or not."""
        if not token.startswith("<<"):
            return self.find_single(token, path)
        start = token.index("\n") + 1
        try:
            inner = [part for part in placed_tokens(token[start : token.rindex("\n") + 1]) if part != "\n"]
        except SyntaxFault:
            return None
        return _Text(inner, self.base + token.offset + start).find(0, len(inner), path)

    def find_single(self, token: Placed, path: Path) -> Span | None:
        """A value that stands where a list of one could: `Action = "s3:*"` has the path `("Action", 0)` too."""
        offset = self.base + token.offset
        return (offset, offset + len(token)) if tuple(path) == (0,) else None

    def outside(self, first: int, end: int) -> Iterator[int]:
        """Yield the indexes of the tokens that are in no bracket."""
        index = first
        while index < end:
            yield index
            index = self.closing.get(index, index) + 1

    def split(self, first: int, end: int, separators: tuple[str, ...]) -> Iterator[tuple[int, int]]:
        """Yield first and end of what stands between separators; nothing between two of them is nothing."""
        start = first
        for index in self.outside(first, end):
            if self.tokens[index] in separators:
                if start < index:
                    yield start, index
                start = index + 1
        if start < end:
            yield start, end


def _closing(tokens: list[Placed]) -> dict[int, int]:
    """Return the index of the closing bracket by that of the opening one."""
    closing: dict[int, int] = {}
    opened: list[int] = []
    for index, token in enumerate(tokens):
        if token in ("(", "[", "{"):
            opened.append(index)
        elif token in (")", "]", "}") and opened:
            closing[opened.pop()] = index
    return closing


def _key(tokens: list[Placed]) -> str | None:
    """Return the key of an object's item where it is plain text."""
    if len(tokens) == 3 and tokens[0] == "(" and tokens[1].startswith('"'):
        tokens = tokens[1:2]
    if len(tokens) != 1:
        return None
    return tokens[0][1:-1] if tokens[0].startswith('"') else str(tokens[0])


def _in_json(json: Json, path: Path) -> Span | None:
    found = None
    for step in path:
        if json.members is not None:
            member = next((member for member in json.members if member.key == str(step)), None)
            if member is None:
                return found if step else found or (json.offset, json.end)
            json = member.value
            found = member.offset, json.end
        elif json.items is not None and isinstance(step, int) and step < len(json.items):
            json = json.items[step]
            found = json.offset, json.end
        else:
            break
    return found
