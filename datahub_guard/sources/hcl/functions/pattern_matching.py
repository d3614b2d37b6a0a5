"""Matching RE2 patterns in linear time.

A pattern that cannot make the standard library's backtracking matcher try many ways on the given text is left to it;
any other runs on a machine that follows all ways at once (Thompson's, with Pike's captures), so that no pattern and no
text of a stranger takes more than `length of pattern * length of text` steps. Both prefer the same match as Go does.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import TypeAlias

from datahub_guard.sources.hcl.errors import EvaluationError
from datahub_guard.sources.hcl.functions.character_classes import Ranges
from datahub_guard.sources.hcl.functions.pattern_syntax import (
    Assertion,
    Capture,
    Characters,
    Choice,
    Node,
    PatternParser,
    Repeat,
    Sequence,
)

Spans: TypeAlias = list[int]
"""Start and end of the match and of each group in turn, -1 for a group that took no part."""

_WAYS_LIMIT = 100_000
_PROGRAM_LIMIT = 20_000
_STEP_LIMIT = 3_000_000
_WORD = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz")

_CHARACTER, _SPLIT, _SAVE, _ASSERT, _MATCH = range(5)


class Pattern:
    """A pattern that has been read; `names` are those of its groups, None where they have none."""

    __slots__ = ("_machine", "_standard", "_tree", "names")

    def __init__(self, text: str) -> None:
        parser = PatternParser(text)
        self._tree = parser.parse()
        self.names = parser.names
        self._standard: re.Pattern[str] | None = None
        self._machine: _Machine | None = None

    def matches(self, text: str) -> Iterator[Spans]:
        """Yield all matches from left to right, as Go does: no empty match right behind another match."""
        position, previous = 0, -1
        while position <= len(text):
            found = self.search(text, position)
            if found is None:
                return
            start, end = found[0], found[1]
            if end == position:
                position += 1
                if start != previous:
                    yield found
            else:
                position = end
                yield found
            previous = end

    def search(self, text: str, position: int = 0) -> Spans | None:
        """Return the first match at or behind `position`."""
        if _ways(self._tree, len(text)) * (len(text) + 1) <= _WAYS_LIMIT:
            if self._standard is None:
                self._standard = re.compile(_translated(self._tree), re.ASCII)
            match = self._standard.search(text, position)
            return None if match is None else [place for span in match.regs for place in span]
        if self._machine is None:
            self._machine = _Machine(self._tree, len(self.names))
        return self._machine.search(text, position)


@functools.lru_cache(maxsize=512)
def compiled(text: str) -> Pattern:
    """Read a pattern, or remember it. Raises EvaluationError for what is not RE2's syntax."""
    return Pattern(text)


def _ways(node: Node, length: int) -> float:
    """Return in how many ways at most a backtracking matcher can go through a part on a text of `length`."""
    if isinstance(node, Sequence):
        ways = 1.0
        for part in node.parts:
            ways *= _ways(part, length)
        return ways
    if isinstance(node, Choice):
        return sum(_ways(part, length) for part in node.alternatives)
    if isinstance(node, Capture):
        return _ways(node.part, length)
    if isinstance(node, Repeat):
        inside = _ways(node.part, length)
        most = length + 1 if node.most is None else node.most
        if inside > 1 or _may_be_empty(node.part):
            return float("inf") if node.most is None or most > 64 else max(inside, 2.0) ** most
        return max(1, min(most, length + 1) - node.least + 1)
    return 1


def _may_be_empty(node: Node) -> bool:
    if isinstance(node, Sequence):
        return all(map(_may_be_empty, node.parts))
    if isinstance(node, Choice):
        return any(map(_may_be_empty, node.alternatives))
    if isinstance(node, Capture):
        return _may_be_empty(node.part)
    if isinstance(node, Repeat):
        return node.least == 0 or _may_be_empty(node.part)
    return not isinstance(node, Characters)


def _translated(node: Node) -> str:
    """Write a tree in the syntax of the standard library."""
    if isinstance(node, Characters):
        return _class_text(node.ranges)
    if isinstance(node, Sequence):
        return "".join(map(_translated, node.parts))
    if isinstance(node, Choice):
        return "(?:" + "|".join(map(_translated, node.alternatives)) + ")"
    if isinstance(node, Capture):
        return f"({_translated(node.part)})"
    if isinstance(node, Repeat):
        most = "" if node.most is None else str(node.most)
        return f"(?:{_translated(node.part)}){{{node.least},{most}}}{'' if node.greedy else '?'}"
    if isinstance(node, Assertion):
        return f"(?m:{node.kind})" if node.kind in ("^", "$") else node.kind
    return ""


def _class_text(ranges: Ranges) -> str:
    if not ranges:
        return r"[^\s\S]"
    if len(ranges) == 1 and ranges[0][0] == ranges[0][1]:
        return re.escape(chr(ranges[0][0]))
    return "[" + "".join(f"\\U{low:08x}-\\U{high:08x}" for low, high in ranges) + "]"


class _Machine:
    """The program of a pattern, and the search with it."""

    def __init__(self, tree: Node, groups: int) -> None:
        self._code: list[tuple[int, int, int]] = []
        self._tests: list[tuple[Ranges, dict[str, bool]]] = []
        self._kinds: list[str] = []
        self._slots = 2 * (groups + 1)
        self._emit(tree)
        self._put(_MATCH)

    def _put(self, operation: int, first: int = 0, second: int = 0) -> int:
        if len(self._code) >= _PROGRAM_LIMIT:
            raise EvaluationError(f"the regular expression has more than {_PROGRAM_LIMIT:,} steps")
        self._code.append((operation, first, second))
        return len(self._code) - 1

    def _emit(self, node: Node) -> None:
        if isinstance(node, Characters):
            self._tests.append((node.ranges, {}))
            self._put(_CHARACTER, len(self._tests) - 1)
        elif isinstance(node, Sequence):
            for part in node.parts:
                self._emit(part)
        elif isinstance(node, Choice):
            self._emit_choice(node.alternatives)
        elif isinstance(node, Capture):
            self._put(_SAVE, 2 * node.number)
            self._emit(node.part)
            self._put(_SAVE, 2 * node.number + 1)
        elif isinstance(node, Repeat):
            self._emit_repeat(node)
        elif isinstance(node, Assertion):
            self._kinds.append(node.kind)
            self._put(_ASSERT, len(self._kinds) - 1)

    def _emit_choice(self, alternatives: list[Node]) -> None:
        ends: list[int] = []
        for alternative in alternatives[:-1]:
            split = self._put(_SPLIT)
            self._emit(alternative)
            ends.append(self._put(_SPLIT))
            self._code[split] = (_SPLIT, split + 1, len(self._code))
        self._emit(alternatives[-1])
        for end in ends:
            self._code[end] = (_SPLIT, len(self._code), len(self._code))

    def _emit_repeat(self, node: Repeat) -> None:
        for _ in range(node.least):
            self._emit(node.part)
        if node.most is None:
            # x* is (x+)?: the first round decides whether there is any, which matters when x can be empty
            skip = self._put(_SPLIT)
            start = len(self._code)
            self._emit(node.part)
            again = self._put(_SPLIT)
            self._code[again] = self._branch(start, again + 1, node.greedy)
            self._code[skip] = self._branch(start, again + 1, node.greedy)
            return
        skips: list[int] = []
        for _ in range(node.most - node.least):
            skips.append(self._put(_SPLIT))
            self._emit(node.part)
        for skip in skips:
            self._code[skip] = self._branch(skip + 1, len(self._code), node.greedy)

    @staticmethod
    def _branch(into: int, past: int, greedy: bool) -> tuple[int, int, int]:
        return (_SPLIT, into, past) if greedy else (_SPLIT, past, into)

    def search(self, text: str, position: int) -> Spans | None:
        """Return the first match at or behind `position`."""
        found: tuple[int, ...] | None = None
        threads: list[tuple[int, tuple[int, ...]]] = []
        nothing = (-1,) * self._slots
        steps = 0
        for place in range(position, len(text) + 1):
            if found is None:
                threads = self._closure(threads, (0, (place, *nothing[1:])), text, place)
            elif not threads:
                break
            steps += len(threads) + 1
            if steps > _STEP_LIMIT:
                raise EvaluationError("matching the regular expression takes too long on a text of this length")
            following: list[tuple[int, tuple[int, ...]]] = []
            for program, spans in threads:
                operation, first, _ = self._code[program]
                if operation == _MATCH:
                    found = (spans[0], place, *spans[2:])
                    break
                if place < len(text) and self._test(first, text[place]):
                    following.append((program + 1, spans))
            threads = self._closed(following, text, place + 1)
        return None if found is None else list(found)

    def _test(self, index: int, character: str) -> bool:
        ranges, known = self._tests[index]
        answer = known.get(character)
        if answer is None:
            code = ord(character)
            answer = known[character] = any(low <= code <= high for low, high in ranges)
        return answer

    def _closed(
        self, starts: list[tuple[int, tuple[int, ...]]], text: str, place: int
    ) -> list[tuple[int, tuple[int, ...]]]:
        """Follow from each start, in order, what needs no character."""
        seen: set[int] = set()
        out: list[tuple[int, tuple[int, ...]]] = []
        for start in starts:
            self._follow(start, text, place, seen, out)
        return out

    def _closure(
        self,
        threads: list[tuple[int, tuple[int, ...]]],
        start: tuple[int, tuple[int, ...]],
        text: str,
        place: int,
    ) -> list[tuple[int, tuple[int, ...]]]:
        """Add a search that starts here, with less priority than those that are under way."""
        seen = {program for program, _ in threads}
        out = list(threads)
        self._follow(start, text, place, seen, out)
        return out

    def _follow(
        self,
        start: tuple[int, tuple[int, ...]],
        text: str,
        place: int,
        seen: set[int],
        out: list[tuple[int, tuple[int, ...]]],
    ) -> None:
        pending = [start]
        while pending:
            program, spans = pending.pop()
            if program in seen:
                continue
            seen.add(program)
            operation, first, second = self._code[program]
            if operation == _SPLIT:
                pending.append((second, spans))
                pending.append((first, spans))
            elif operation == _SAVE:
                pending.append((program + 1, (*spans[:first], place, *spans[first + 1 :])))
            elif operation == _ASSERT:
                if _holds(self._kinds[first], text, place):
                    pending.append((program + 1, spans))
            else:
                out.append((program, spans))


def _holds(kind: str, text: str, place: int) -> bool:
    if kind == r"\A":
        return place == 0
    if kind == r"\Z":
        return place == len(text)
    if kind == "^":
        return place == 0 or text[place - 1] == "\n"
    if kind == "$":
        return place == len(text) or text[place] == "\n"
    before = place > 0 and text[place - 1] in _WORD
    after = place < len(text) and text[place] in _WORD
    return (before != after) == (kind == r"\b")
