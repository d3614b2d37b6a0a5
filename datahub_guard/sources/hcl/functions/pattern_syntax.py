"""The regular expressions of Terraform (RE2, as Go's `regexp/syntax` reads it) as trees."""

from __future__ import annotations

import re

from datahub_guard.sources.hcl.errors import EvaluationError
from datahub_guard.sources.hcl.functions.character_classes import (
    LAST,
    PERL,
    POSIX,
    Ranges,
    category,
    complement,
    folded_case,
    normalized,
)
from datahub_guard.sources.hcl.limits import MAX_NESTING

_REPEAT_LIMIT = 1000
_LENGTH_LIMIT = 10_000


class Node:
    """A construct of a pattern; on its own it matches the empty text."""

    __slots__ = ()


class Characters(Node):
    """One character out of ranges."""

    __slots__ = ("ranges",)

    def __init__(self, ranges: Ranges) -> None:
        self.ranges = ranges


class Sequence(Node):
    """Parts one behind the other."""

    __slots__ = ("parts",)

    def __init__(self, parts: list[Node]) -> None:
        self.parts = parts


class Choice(Node):
    """The first of several alternatives that lets the whole match."""

    __slots__ = ("alternatives",)

    def __init__(self, alternatives: list[Node]) -> None:
        self.alternatives = alternatives


class Repeat(Node):
    """`part` from `least` to `most` times (None: without end), as often or as rarely as possible."""

    __slots__ = ("greedy", "least", "most", "part")

    def __init__(self, part: Node, least: int, most: int | None, greedy: bool) -> None:
        self.part = part
        self.least = least
        self.most = most
        self.greedy = greedy


class Capture(Node):
    """A group with a number, from 1."""

    __slots__ = ("number", "part")

    def __init__(self, part: Node, number: int) -> None:
        self.part = part
        self.number = number


class Assertion(Node):
    r"""A place: `\A`, `\Z` (the end of the text), `^` and `$` (of a line), `\b`, `\B`."""

    __slots__ = ("kind",)

    def __init__(self, kind: str) -> None:
        self.kind = kind


_ESCAPES = {"a": 7, "f": 12, "t": 9, "n": 10, "r": 13, "v": 11}
_PLACES = {"A": r"\A", "z": r"\Z", "b": r"\b", "B": r"\B"}
_COUNT = re.compile(r"\{([0-9]{1,9})(?:(,)([0-9]{0,9}))?\}")
_OPENING = re.compile(r"\(\?(?:P?<([^>]*)>|([imsU]*)(?:-([imsU]+))?([:)]))")
_HEX = re.compile(r"x(?:\{([0-9a-fA-F]{1,8})\}|([0-9a-fA-F]{2}))")
_OCTAL = re.compile(r"0[0-7]{0,2}|[1-7][0-7]{1,2}")
_PROPERTY = re.compile(r"[pP](?:\{(\^?)([A-Za-z_]+)\}|([A-Z]))")


def _repeats_at_most(node: Node, limit: int) -> bool:
    """Tell whether counted repetitions inside one another multiply to no more than `limit`."""
    if isinstance(node, Repeat):
        count = (node.most or 0) if node.most is not None else node.least
        return count <= limit and _repeats_at_most(node.part, limit // count if count else limit)
    if isinstance(node, Capture):
        return _repeats_at_most(node.part, limit)
    if isinstance(node, (Sequence, Choice)):
        parts = node.parts if isinstance(node, Sequence) else node.alternatives
        return all(_repeats_at_most(part, limit) for part in parts)
    return True


class PatternParser:
    """Reads one pattern; `names` gets the name of each group, None for those that have none."""

    def __init__(self, text: str) -> None:
        if len(text) > _LENGTH_LIMIT:
            raise EvaluationError(f"a regular expression has at most {_LENGTH_LIMIT:,} characters")
        self.text = text
        self.names: list[str | None] = []
        self._at = 0
        self._depth = 0
        self._flags = frozenset[str]()

    def parse(self) -> Node:
        """Return the tree.

        Raises:
            EvaluationError: this is not RE2's syntax.
        """
        node = self._choice()
        if self._at < len(self.text):
            raise self._error("unexpected )")
        return node

    def _error(self, what: str) -> EvaluationError:
        return EvaluationError(f"the regular expression {self.text[:100]!r} is not valid at {self._at}: {what}")

    def _choice(self) -> Node:
        alternatives = [self._sequence()]
        while self.text[self._at : self._at + 1] == "|":
            self._at += 1
            alternatives.append(self._sequence())
        return alternatives[0] if len(alternatives) == 1 else Choice(alternatives)

    def _sequence(self) -> Node:
        parts: list[Node] = []
        while self._at < len(self.text) and self.text[self._at] not in "|)":
            if self.text.startswith("\\Q", self._at):
                parts.extend(self._quoted())
                continue
            atom = self._atom()
            if atom is not None:
                parts.append(self._repeated(atom))
        return parts[0] if len(parts) == 1 else Sequence(parts)

    def _quoted(self) -> list[Node]:
        end = self.text.find("\\E", self._at + 2)
        inside = self.text[self._at + 2 : end if end >= 0 else None]
        self._at = end + 2 if end >= 0 else len(self.text)
        nodes = [self._literal(character) for character in inside]
        return [*nodes[:-1], self._repeated(nodes[-1])] if nodes else nodes

    def _literal(self, character: str) -> Node:
        return self._characters(((ord(character), ord(character)),))

    def _characters(self, ranges: Ranges) -> Node:
        return Characters(folded_case(ranges) if "i" in self._flags else ranges)

    def _repeated(self, atom: Node) -> Node:
        counts = self._counts()
        if counts is None:
            return atom
        lazy = self.text[self._at : self._at + 1] == "?"
        self._at += lazy
        repeated = Repeat(atom, *counts, greedy=lazy == ("U" in self._flags))
        if not _repeats_at_most(repeated, _REPEAT_LIMIT):
            raise self._error(f"repetitions inside one another count up to {_REPEAT_LIMIT} in all")
        if self._counts() is not None:
            raise self._error("two operators of repetition behind one another")
        return repeated

    def _counts(self) -> tuple[int, int | None] | None:
        """Read `*`, `+`, `?` or `{n,m}`, if one of them comes next."""
        operator = self.text[self._at : self._at + 1]
        if operator in ("*", "+", "?"):
            self._at += 1
            return {"*": (0, None), "+": (1, None), "?": (0, 1)}[operator]
        match = _COUNT.match(self.text, self._at)
        if match is None:
            return None
        least = int(match.group(1))
        most = int(match.group(3)) if match.group(3) else None if match.group(2) else least
        if max(least, most or 0) > _REPEAT_LIMIT or (most is not None and most < least):
            raise self._error(f"a repetition counts up to {_REPEAT_LIMIT}")
        self._at = match.end()
        return least, most

    def _atom(self) -> Node | None:
        character = self.text[self._at]
        if character in "*+?":
            raise self._error(f"{character} has nothing to repeat")
        if character == "(":
            return self._group()
        if character == "[":
            return self._class()
        if character == "\\":
            return self._escape()
        self._at += 1
        if character == ".":
            return Characters(((0, LAST),) if "s" in self._flags else complement(((10, 10),)))
        if character == "^":
            return Assertion("^" if "m" in self._flags else r"\A")
        if character == "$":
            return Assertion("$" if "m" in self._flags else r"\Z")
        return self._literal(character)

    def _group(self) -> Node | None:
        """Read a group; None for flags that only change what follows."""
        outer = self._flags
        number: int | None = None
        if self.text.startswith("(?", self._at):
            match = _OPENING.match(self.text, self._at)
            if match is None:
                raise self._error("this kind of group does not exist in RE2")
            name, on, off, end = match.groups()
            self._at = match.end()
            if name is not None:
                number = self._named(name)
            else:
                self._flags = (outer | frozenset(on)) - frozenset(off or "")
                if end == ")":
                    return None
        else:
            self._at += 1
            self.names.append(None)
            number = len(self.names)
        self._depth += 1
        if self._depth > MAX_NESTING:
            raise self._error(f"groups are nested more than {MAX_NESTING} deep")
        inside = self._choice()
        self._depth -= 1
        self._flags = outer
        if self.text[self._at : self._at + 1] != ")":
            raise self._error("a group is not closed")
        self._at += 1
        return inside if number is None else Capture(inside, number)

    def _named(self, name: str) -> int:
        if not (name.isascii() and re.fullmatch(r"\w+", name)):
            raise self._error(f"{name!r} cannot be the name of a group")
        self.names.append(name)
        return len(self.names)

    def _escape(self) -> Node:
        following = self.text[self._at + 1 : self._at + 2]
        if following in _PLACES:
            self._at += 2
            return Assertion(_PLACES[following])
        ranges = self._escaped_class()
        if ranges is not None:
            return self._characters(ranges)
        return self._literal(self._escaped_character())

    def _escaped_class(self) -> Ranges | None:
        r"""Read `\d`, `\W`, `\p{L}` and the like, if one of them comes next."""
        following = self.text[self._at + 1 : self._at + 2]
        if following and following in "dDsSwW":
            self._at += 2
            ranges = PERL[following.lower()]
            return complement(ranges) if following.isupper() else ranges
        match = _PROPERTY.match(self.text, self._at + 1)
        if match is None:
            return None
        self._at = match.end()
        name = match.group(2) or match.group(3)
        ranges = ((0, LAST),) if name == "Any" else category(name)
        return complement(ranges) if (following == "P") != bool(match.group(1)) else ranges

    def _escaped_character(self) -> str:
        self._at += 1
        following = self.text[self._at : self._at + 1]
        octal, hexadecimal = _OCTAL.match(self.text, self._at), _HEX.match(self.text, self._at)
        if octal:
            self._at = octal.end()
            return chr(int(octal.group(), 8))
        if hexadecimal:
            code = int(hexadecimal.group(1) or hexadecimal.group(2), 16)
            self._at = hexadecimal.end()
            if code > LAST or 0xD800 <= code < 0xE000:
                raise self._error("there is no such character")
            return chr(code)
        self._at += 1
        if following in _ESCAPES:
            return chr(_ESCAPES[following])
        if not following or not following.isascii() or following.isalnum():
            raise self._error(f"there is no escape \\{following}")
        return following

    def _class(self) -> Node:
        """Read `[...]`."""
        self._at += 1
        negated = self.text[self._at : self._at + 1] == "^"
        self._at += negated
        ranges: list[tuple[int, int]] = []
        first = True
        while first or self.text[self._at : self._at + 1] != "]":
            if self._at >= len(self.text):
                raise self._error("a class is not closed")
            first = False
            ranges.extend(self._class_item())
        self._at += 1
        whole = normalized(ranges)
        if "i" in self._flags:
            whole = folded_case(whole)
        return Characters(complement(whole) if negated else whole)

    def _class_item(self) -> Ranges:
        if self.text.startswith("[:", self._at):
            end = self.text.find(":]", self._at + 2)
            if end >= 0:
                name = self.text[self._at + 2 : end]
                ranges = POSIX.get(name.removeprefix("^"))
                if ranges is None:
                    raise self._error(f"there is no class [:{name[:20]}:]")
                self._at = end + 2
                return complement(ranges) if name.startswith("^") else ranges
        if self.text[self._at] == "\\":
            escaped = self._escaped_class()
            if escaped is not None:
                return escaped
        low = self._class_character()
        high = low
        if self.text[self._at : self._at + 1] == "-" and self.text[self._at + 1 : self._at + 2] not in ("]", ""):
            self._at += 1
            high = self._class_character()
            if high < low:
                raise self._error("a range runs backwards")
        return ((ord(low), ord(high)),)

    def _class_character(self) -> str:
        if self.text[self._at] == "\\":
            return self._escaped_character()
        self._at += 1
        return self.text[self._at - 1]
