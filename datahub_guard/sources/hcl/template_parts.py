"""The inside of strings and heredocs: literal pieces, `${...}` and `%{...}`, with Terraform's trimming of blanks."""

from __future__ import annotations

import re

from datahub_guard.sources.hcl.errors import SyntaxFault
from datahub_guard.sources.hcl.scan import skip_braces

LITERAL, EXPRESSION, DIRECTIVE = 0, 1, 2

# One match is one token of HashiCorp's scanner: `~` trims the blanks of the token beside it and no more.
_QUOTED_TOKEN = re.compile(r"(?:[^\\$%]++|\\.)++|\$\$\{~?|%%\{~?|[$%](?!\{)", re.DOTALL)
_BARE_TOKEN = re.compile(r"[^\n$%]*+\n|[^\n$%]++|\$\$\{~?|%%\{~?|[$%](?!\{)")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.?))|([$%])\4(?=\{)", re.DOTALL)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}


class Part:
    """A piece of a template: literal text, or the text of an expression or a directive, and where it starts."""

    __slots__ = ("kind", "offset", "text")

    def __init__(self, kind: int, text: str, offset: int) -> None:
        self.kind = kind
        self.text = text
        self.offset = offset


def unescape(text: str) -> str:
    """Return the characters that the inside of a quoted string stands for. Raises SyntaxFault for a wrong escape."""
    return _ESCAPE.sub(_unescaped, text)


def _unescaped(match: re.Match[str]) -> str:
    short, long, char, sign = match.groups()
    if sign is not None:
        return str(sign)
    if char is not None:
        if char in _ESCAPED:
            return _ESCAPED[char]
        if char in ("u", "U"):
            digits = "4" if char == "u" else "8"
            raise SyntaxFault(f"\\{char} must be followed by {digits} hexadecimal digits", match.start())
        raise SyntaxFault(f"\\{char} is no escape sequence", match.start())
    code = int(short or long, 16)
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        raise SyntaxFault(f"U+{code:04X} is no character", match.start())
    return chr(code)


def split(text: str, quoted: bool, flush: bool) -> list[Part]:
    """Take a template apart.

    `quoted` templates have escapes; `flush` is the de-indenting of `<<-`. Raises SyntaxFault.
    """
    parts: list[Part] = []
    position, end = 0, len(text)
    match_literal = (_QUOTED_TOKEN if quoted else _BARE_TOKEN).match
    trim = False
    while position < end:
        literal = match_literal(text, position, end)
        if literal:
            value = literal.group()
            if (quoted and "\\" in value) or "{" in value:
                value = _literal(value, quoted, position)
            if trim:
                value = value.lstrip()
            parts.append(Part(LITERAL, value, position))
            trim = False
            position = literal.end()
            continue
        start = position
        if not text.startswith("{", start + 1):
            raise SyntaxFault("a string goes over one line: write \\n, or a heredoc", start)
        position = skip_braces(text, start + 2, end)
        first, last = start + 2, position - 1
        if text.startswith("~", first):
            first += 1
            if parts and parts[-1].kind == LITERAL:
                parts[-1].text = parts[-1].text.rstrip()
        trim = last > first and text[last - 1] == "~"
        if trim:
            last -= 1
        parts.append(Part(EXPRESSION if text[start] == "$" else DIRECTIVE, text[first:last], first))
    if flush:
        _flush(parts)
    return parts


def _literal(text: str, quoted: bool, offset: int) -> str:
    if not quoted:
        return text[1:] if text[:1] in ("$", "%") else text
    try:
        return unescape(text)
    except SyntaxFault as fault:
        raise SyntaxFault(fault.message, offset + fault.offset) from None


def _flush(parts: list[Part]) -> None:
    """Take the indentation that all lines have in common off every line; blank lines have none to count."""
    fewest: int | None = None
    leading = []
    at_line_start = True
    for part in parts:
        if at_line_start:
            at_line_start = False
            blanks: int | None = 0
            if part.kind == LITERAL:
                stripped = part.text.lstrip()
                if not stripped and part.text.endswith("\n"):
                    blanks = None
                else:
                    blanks = len(part.text) - len(stripped)
                    leading.append(part)
            if blanks is not None and (fewest is None or blanks < fewest):
                fewest = blanks
        if part.kind == LITERAL and part.text.endswith("\n"):
            at_line_start = True
    for part in leading:
        part.text = part.text[fewest:]
