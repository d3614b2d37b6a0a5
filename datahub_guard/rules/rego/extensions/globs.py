"""`regex.globs_match`: whether two globs match a common, non-empty text.

A glob is made of characters, `.`, sets (`[a-z]`), the flags `+` and `*` after any of them, and `\\` before a character
that is meant literally. The algorithm is that of OPA's library (yashtewari/glob-intersection 0.2.0), its judgement in
ambiguous cases included; so is the wording of its errors.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from datahub_guard.rules.rego.extensions.operands import BuiltinError, text

INVALID = "the input provided is invalid"


class Token(NamedTuple):
    """The characters that it stands for (None: any), and its flag: "", "+" or "*"."""

    characters: frozenset[str] | None
    flag: str
    is_set: bool


def globs_match(glob1: Any, glob2: Any) -> bool:
    """Whether the intersection of two globs matches at least one non-empty text."""
    first = _simplified(_Scanner(text("regex.globs_match", 1, glob1)).tokens())
    second = _simplified(_Scanner(text("regex.globs_match", 2, glob2)).tokens())
    trimmed = _trimmed(first, second)
    return trimmed is not None and _normal(*trimmed)


class _Scanner:
    def __init__(self, glob: str) -> None:
        self.glob = glob
        self.at = 0

    def tokens(self) -> list[Token]:
        """All tokens of the glob."""
        found = []
        while self.at < len(self.glob):
            found.append(self._token())
        return found

    def _token(self) -> Token:
        character, escaped = self._character()
        characters: frozenset[str] | None = frozenset(character)
        is_set = False
        if not escaped:
            if character == ".":
                characters = None
            elif character == "[":
                characters, is_set = self._set(), True
            elif character == "]":
                raise self._error("set-close ']' with no preceding '['")
            elif character in "+*":
                raise self._error(f"flag '{character}' must be preceded by a non-flag")
        flag = ""
        if self.at < len(self.glob) and self.glob[self.at] in "+*":
            flag = self.glob[self.at]
            self.at += 1
        return Token(characters, flag, is_set)

    def _set(self) -> frozenset[str]:
        found: set[str] = set()
        before = ""
        while self.at < len(self.glob):
            character, escaped = self._character()
            if character == "]" and not escaped:
                return frozenset(found)
            if character == "-" and not escaped:
                last = self._range_end(before)
                found.update(map(chr, range(ord(before), ord(last) + 1)))
                before = ""
            else:
                found.add(character)
                before = character
        raise self._error("found [ without matching ]")

    def _range_end(self, first: str) -> str:
        if not first:
            raise self._error("range character '-' must be preceded by a Unicode character")
        if self.at >= len(self.glob) - 1:
            raise self._error("range character '-' must be followed by a Unicode character")
        last, escaped = self._character()
        if not escaped and last in "]-":
            raise self._error("range character '-' cannot be followed by a special symbol")
        if last < first:
            raise self._error(f"range is out of order: '{last}' comes before '{first}' in Unicode")
        return last

    def _character(self) -> tuple[str, bool]:
        character = self.glob[self.at]
        if character != "\\":
            self.at += 1
            return character, False
        if self.at == len(self.glob) - 1:
            raise self._error("input ends with a \\ (escape) character")
        self.at += 2
        return self.glob[self.at - 1], True

    def _error(self, what: str) -> BuiltinError:
        return BuiltinError(f"input:{self.glob}, pos:{self.at}, {what}: {INVALID}")


def _simplified(tokens: list[Token]) -> list[Token]:
    """Join repetitions of the same characters: `a+a*` is `a+`."""
    simple: list[Token] = []
    for token in tokens:
        last = simple[-1] if simple else None
        if last and last.flag and token.flag and last._replace(flag="") == token._replace(flag=""):
            simple[-1] = last._replace(flag="+" if "+" in (last.flag, token.flag) else "*")
        else:
            simple.append(token)
    return simple


def _match(first: Token, second: Token) -> bool:
    if first.characters is None or second.characters is None:
        return True
    return not first.characters.isdisjoint(second.characters)


def _trimmed(first: list[Token], second: list[Token]) -> tuple[list[Token], list[Token]] | None:
    """Both without the plain tokens that they begin and end with alike, but for one; None where those differ."""
    left = 0
    while left < min(len(first), len(second)) and not first[left].flag and not second[left].flag:
        if not _match(first[left], second[left]):
            return None
        left += 1
    left = max(left - 1, 0)
    right1, right2 = len(first) - 1, len(second) - 1
    while right1 >= left and right2 >= left and not first[right1].flag and not second[right2].flag:
        if not _match(first[right1], second[right2]):
            return None
        right1, right2 = right1 - 1, right2 - 1
    if right1 < len(first) - 1:
        right1, right2 = right1 + 1, right2 + 1
    return first[left : right1 + 1], second[left : right2 + 1]


def _normal(first: list[Token], second: list[Token]) -> bool:
    for i, (a, b) in enumerate(zip(first, second, strict=False)):
        if a.flag or b.flag:
            return _repeated(first[i:], second[i:]) if a.flag else _repeated(second[i:], first[i:])
        if not _match(a, b):
            return False
    return len(first) == len(second)


def _repeated(repeating: list[Token], other: list[Token]) -> bool:
    """Whether they intersect, where the first token of `repeating` has a flag."""
    if repeating[0].flag == "*":
        return _starred(repeating, other)
    if not _match(repeating[0], other[0]):
        return False
    return _starred(repeating, other[1:]) or (other[0].flag != "" and _normal(repeating[1:], other))


def _starred(starred: list[Token], other: list[Token]) -> bool:
    star = starred[0]
    following = starred[1] if len(starred) > 1 else None
    for i, token in enumerate(other):
        if following is not None and _match(token, following) and _normal(starred[1:], other[i:]):
            return True
        if not _match(token, star):
            return False
    return following is None


FUNCTIONS: dict[str, Callable[..., Any]] = {"regex.globs_match": globs_match}
