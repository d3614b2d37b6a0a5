"""Files of HCL as blocks and attributes with their places, read as far as somebody asks.

`SourceFile.index()` finds the top-level blocks and walks over their bodies; a body is read when an attribute or a
nested block of it is asked for; an expression is parsed when its attribute's `expression` is. A fault in one block
or expression is kept beside it and everything else is still read.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Any

from datahub_guard.sources.hcl.errors import SyntaxFault
from datahub_guard.sources.hcl.limits import MAX_BLOCK_FAULTS, MAX_FAULTS, MAX_NESTING, MAX_RESCANNED
from datahub_guard.sources.hcl.parser import REMEMBERED, Expression, parse_expression, string_content
from datahub_guard.sources.hcl.scan import (
    CLOSED_BLANK,
    ITEM,
    LABELS,
    LINE_END,
    ODD_ITEM,
    ODD_LABELS,
    RESUME,
    skip_braces,
    skip_expression,
)

Contents = tuple[list["Block"], dict[str, "Attribute"], list[SyntaxFault]]


class SourceFile:
    """One file: native syntax, or JSON where the name ends in `.json`.

    Lines and columns count from 1, columns in code points. A byte order mark is not part of the text.
    """

    __slots__ = ("_contents", "_lines", "path", "text")

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text.removeprefix("\ufeff")
        self._lines: list[int] | None = None
        self._contents: Contents | None = None

    def position(self, offset: int) -> tuple[int, int]:
        """Return (line, column) of the code point at `offset`."""
        lines = self._lines
        if lines is None:
            lines = self._lines = _line_starts(self.text)
        line = bisect_right(lines, offset)
        return line, offset - lines[line - 1] + 1

    def index(self) -> Contents:
        """Return the top-level blocks and attributes in the order of the file, and the faults between them."""
        if self._contents is None:
            if self.path.endswith(".json"):
                from datahub_guard.sources.hcl.json_syntax import read_json_file

                self._contents = read_json_file(self)
            else:
                self._contents = _read_file(self)
        return self._contents

    def all_faults(self) -> list[SyntaxFault]:
        """Read everything, every expression too, and return all faults in the order of the text."""
        blocks, attributes, faults = self.index()
        found = list(faults)
        _collect_faults(blocks, attributes, found)
        return sorted(found, key=lambda fault: fault.offset)


class Attribute:
    """`name = expression`: `offset` is where the name starts, `start` and `end` hold the expression."""

    __slots__ = ("end", "expression", "file", "name", "offset", "start")

    expression: Expression
    """Parsed on first use. Reading it raises SyntaxFault, with the offset in the file, where it is none."""

    def __init__(self, file: SourceFile, name: str, offset: int, start: int, end: int) -> None:
        self.file = file
        self.name = name
        self.offset = offset
        self.start = start
        self.end = end

    def __getattr__(self, name: str) -> Any:
        # Called only while the slot is empty: afterwards reading costs no more than any slot.
        if name != "expression":
            raise AttributeError(name)
        try:
            expression = self.expression = self._parse()
        except SyntaxFault as fault:
            raise SyntaxFault(fault.message, self.start + fault.offset) from None
        return expression

    def _parse(self) -> Expression:
        text = self.file.text[self.start : self.end]
        return REMEMBERED.get(text) or parse_expression(text)

    def keyword_expression(self) -> Expression:
        """Return the expression where Terraform wants a keyword, a type or a reference rather than a value.

        The same as `expression` in native syntax; in JSON, what stands in the string.
        """
        return self.expression

    def position(self) -> tuple[int, int]:
        """Return (line, column) of the name."""
        return self.file.position(self.offset)


class Block:
    """`type "label" { ... }`: `offset` is where the type starts, `end` is behind the closing brace.

    `level` is 0 at the top of the file. `attributes`, `blocks` and `faults` are read on first use.
    """

    __slots__ = ("attributes", "blocks", "body", "end", "faults", "file", "labels", "level", "offset", "type")

    attributes: dict[str, Attribute]
    blocks: list[Block]
    faults: list[SyntaxFault]

    def __init__(
        self, file: SourceFile, type: str, labels: tuple[str, ...], offset: int, body: int, end: int, level: int
    ) -> None:
        self.file = file
        self.type = type
        self.labels = labels
        self.offset = offset
        self.body = body
        self.end = end
        self.level = level

    def __getattr__(self, name: str) -> Any:
        # Called only while the slot is empty: afterwards reading costs no more than any slot.
        if name not in ("attributes", "blocks", "faults"):
            raise AttributeError(name)
        self.blocks, self.attributes, self.faults = self._read()
        return getattr(self, name)

    def _read(self) -> Contents:
        return _read_block(self)

    def blocks_of(self, type: str) -> list[Block]:
        """Return the nested blocks of one type. In JSON this decides that `type` is a block and no attribute."""
        return [block for block in self.blocks if block.type == type]

    def position(self) -> tuple[int, int]:
        """Return (line, column) of the type."""
        return self.file.position(self.offset)


def _line_starts(text: str) -> list[int]:
    starts, find = [0], text.find
    newline = find("\n")
    while newline >= 0:
        starts.append(newline + 1)
        newline = find("\n", newline + 1)
    return starts


def _collect_faults(blocks: list[Block], attributes: dict[str, Attribute], found: list[SyntaxFault]) -> None:
    for attribute in attributes.values():
        try:
            attribute.expression  # noqa: B018  # parsing it is the point
        except SyntaxFault as fault:
            found.append(fault)
    for block in blocks:
        found.extend(block.faults)
        _collect_faults(block.blocks, block.attributes, found)


def _read_file(file: SourceFile) -> Contents:
    """Read a file at once; from the first fault on piece by piece, so that each fault costs its own piece."""
    text = file.text
    contents: Contents = ([], {}, [])
    faults = contents[2]
    stopped = _read_items(file, contents, 0, len(text), 0)
    if stopped is None:
        return contents
    starts = [match.start() for match in re.compile(RESUME, re.MULTILINE).finditer(text, stopped + 1)]
    for start, end in zip(starts, [*starts, len(text)][1:], strict=True):
        if len(faults) >= MAX_FAULTS:
            faults.append(SyntaxFault(f"more than {MAX_FAULTS} faults: the rest of the file is not read", start))
            break
        _read_items(file, contents, start, end, 0)
    return contents


def _read_block(block: Block) -> Contents:
    contents: Contents = ([], {}, [])
    text, body, end, faults = block.file.text, block.body, block.end - 1, contents[2]
    if block.level >= MAX_NESTING:
        faults.append(SyntaxFault(f"blocks are nested deeper than {MAX_NESTING} levels", block.offset))
        return contents
    position, rescanned = body, 0
    while True:
        stopped = _read_items(block.file, contents, position, end, block.level + 1)
        if stopped is None:
            break
        position = text.find("\n", stopped, end)
        if position < 0:
            return contents
        rescanned += end - position
        if len(faults) >= MAX_BLOCK_FAULTS or rescanned > MAX_RESCANNED:
            faults.append(SyntaxFault("there are too many faults: the rest of the block is not read", position))
            return contents
    last_line = text.rfind("\n", body, end)
    if text[body : body + 1] != "\n" or not text[last_line:end].isspace():
        _check_lines(block, contents)
    return contents


def _check_lines(block: Block, contents: Contents) -> None:
    """Report a block that is neither on lines of its own nor one argument on a single line."""
    text, end = block.file.text, block.end - 1
    blocks, attributes, faults = contents
    last = max([block.body, *(item.end for item in blocks), *(item.end for item in attributes.values())])
    first_line = LINE_END.match(text, block.body, end)
    if first_line:
        if last > block.body and "\n" not in text[last:end]:
            faults.append(SyntaxFault("a new line is missing before the closing brace", end))
    elif blocks or len(attributes) > 1 or "\n" in text[last:end]:
        faults.append(SyntaxFault("a block on a single line holds one argument and no block", block.offset))


def _read_items(file: SourceFile, contents: Contents, position: int, end: int, level: int) -> int | None:
    """Read items up to `end` into `contents`; return where a fault stopped it, which is among the faults then."""
    blocks, attributes, faults = contents
    text, match_item = file.text, ITEM.match
    start = position
    try:
        while True:
            match: Any = match_item(text, position, end)
            which = match.lastindex
            if which == 2:
                name, start = match.group(1), match.start(1)
                value, position = match.span(2)
                attribute = Attribute(file, name, start, value, position)
                if text[position - 1] in " \t\r":
                    attribute.end = _trimmed(text, value, position)
                if attributes.setdefault(name, attribute) is not attribute and len(faults) < MAX_FAULTS:
                    faults.append(_redefined(attributes[name], start))
                continue
            if which is None:
                start, position = position, match.end()
                if position >= end:
                    _look_behind(text, start, end, faults)
                    return None
                start = position
                match, labels = _odd_item(text, position, end, faults)
            elif which == 3:
                labels = match.group(3)
                labels = tuple([quoted or bare for quoted, bare in LABELS.findall(labels)]) if labels else ()
            else:
                labels = None
            name, start, body = match.group(1), match.start(1), match.end()
            if labels is None:
                position = skip_expression(text, body, end)
                attribute = Attribute(file, name, start, body, position)
                if text[position - 1] in " \t\r":
                    attribute.end = _trimmed(text, body, position)
                if attributes.setdefault(name, attribute) is not attribute and len(faults) < MAX_FAULTS:
                    faults.append(_redefined(attributes[name], start))
            else:
                position = skip_braces(text, body, end)
                blocks.append(Block(file, name, labels, start, body, position, level))
            if text[position : position + 1] != "\n" and not LINE_END.match(text, position, end):
                faults.append(SyntaxFault("a new line is missing here", position))
                return position
    except SyntaxFault as fault:
        faults.append(fault)
        return start


def _look_behind(text: str, blank: int, end: int, faults: list[SyntaxFault]) -> None:
    """Check that behind the last item there are only blanks, and comments that are closed."""
    if "/*" in text[blank:end]:
        closed: Any = CLOSED_BLANK.match(text, blank, end)
        if closed.end() < end:
            faults.append(SyntaxFault("the comment is not closed", closed.end()))


def _trimmed(text: str, start: int, end: int) -> int:
    """Return `end` without the blanks before it and the carriage return of a line's end."""
    written = text[start:end]
    if text.startswith("\n", end):
        written = written.removesuffix("\r")
    return start + len(written.rstrip(" \t"))


def _redefined(first: Attribute, offset: int) -> SyntaxFault:
    return SyntaxFault(f"the argument {first.name} is already set in line {first.position()[0]}", offset)


def _odd_item(text: str, position: int, end: int, faults: list[SyntaxFault]) -> tuple[Any, tuple[str, ...] | None]:
    """Read an unusually written start of an item; return its match, and the labels if it is a block.

    Raises SyntaxFault where it is no item.
    """
    match = re.compile(ODD_ITEM).match(text, position, end)
    if not match:
        raise SyntaxFault("an argument (`name = value`) or a block (`type { ... }`) is expected here", position)
    if match.group(2) is None:
        return match, None
    labels = []
    for label in re.compile(ODD_LABELS).finditer(text, match.start(2), match.end(2)):
        written = label.group(1)
        if written:
            labels.append(string_content(written) if written[0] == '"' else written)
            if re.search(r"(?<![$])\$\{|(?<!%)%\{", written):
                faults.append(SyntaxFault("a label is a plain string: no template is allowed in it", label.start()))
    return match, tuple(labels)
