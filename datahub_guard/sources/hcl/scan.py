"""Where strings, comments, heredocs, brackets and block items of HCL text begin and end.

Regular expressions of the standard library do the walking. Every quantifier that could give back what it took is
possessive, and an unterminated comment runs to the end of the text, so each of them takes linear time on any input.
Nothing here knows what an expression means; offsets are code points from the start of the text.
"""

from __future__ import annotations

import re

from datahub_guard.sources.hcl.errors import SyntaxFault
from datahub_guard.sources.hcl.limits import MAX_NESTING

IDENTIFIER = r"[^\W\d][\w-]*+"
COMMENT = r"\#[^\n]*+|//[^\n]*+|/\*[\s\S]*?(?:\*/|\Z)"
NUMBER = r"\d++(?:\.++\d++|[eE][+-]?\d++)*+"


def _string(inside: str) -> str:
    """Return the pattern of a quoted string whose templates match `inside` (no templates where that is empty)."""
    special = r"\\.|\$\$\{|%%\{|\$(?!\{)|%(?!\{)"
    if inside:
        special += r"|[$%]\{" + inside + r"\}"
    return r'"[^"\\$%\r\n]*+(?:(?:' + special + r')[^"\\$%\r\n]*+)*+"'


def _template(string: str) -> str:
    """Return the pattern of what stands between `${` and `}`, without comments and heredocs."""
    plain = r'(?:[^{}"#/<]++|/(?![/*])|<(?!<))*+'
    return plain + r"(?:(?:" + string + r"|\{" + plain + r"(?:" + string + plain + r")*+\})" + plain + r")*+"


# A string with templates in templates; one that is nested deeper, or that holds a comment, is walked by `skip_string`.
_INSIDE = _template(_string(""))
STRING = _string(_INSIDE)
_HEREDOC_LINES = (
    r"(?:[^\n$%]++|\$\$\{|%%\{|[$%](?!\{)|[$%]\{" + _INSIDE + r"\}|\n(?![ \t]*+(?P=marker)[ \t]*+(?:\r?\n|\r?\Z)))*+"
)
HEREDOC = (
    r"<<-?(?P<marker>" + IDENTIFIER + r")\r?(?=\n)" + _HEREDOC_LINES + r"\n[ \t]*+(?P=marker)(?=[ \t]*+\r?(?:\n|\Z))"
)
HEREDOC_OPENING = re.compile(r"<<-?(" + IDENTIFIER + r")\r?\n")

_HEREDOC = HEREDOC + r"(?=[ \t]*+\r?\n)"  # compiled where one occurs, as are the other large and rare ones


def _brackets(opening: str, closing: str, depth: int) -> str:
    """Return the pattern of a pair of brackets with up to `depth` more pairs inside one another."""
    plain = r'(?:[^{}"#/<' + ("" if opening == r"\{" else r"()\[\]") + r"]++|" + STRING + "|" + COMMENT + r"|/|<(?!<)"
    inside = plain + ("|" + _brackets(opening, closing, depth - 1) if depth else "") + r")*+"
    return opening + inside + closing


_BRACES = _brackets(r"\{", r"\}", 1)
_ANY_BRACKETS = _brackets(r"[(\[{]", r"[)\]}]", 1)
# What is skipped in one match stops at a heredoc, at a string or bracket that is nested too deeply for a pattern.
_IN_BODY = re.compile(r'(?:[^{}"#/<]++|' + STRING + "|" + COMMENT + r"|/|<(?!<)|" + _BRACES + r")*+")
_LINE = r'(?:[^{}()\[\]"#/<\n]++|' + STRING + r"|/(?![/*])|<(?!<)|/\*[\s\S]*?(?:\*/|\Z)|" + _ANY_BRACKETS + r")*+"
_FLAT_LINE = r'(?:[^{}()\[\]"#/<\n]++|' + STRING + r"|/(?![/*])|<(?!<)|/\*[\s\S]*?(?:\*/|\Z))*+"  # no brackets
_IN_BRACKETS = re.compile(r'(?:[^{}()\[\]"#/<]++|' + STRING + "|" + COMMENT + r"|/|<(?!<))*+")

_BLANK = r"(?:[ \t\n]++|\r\n|" + COMMENT + r")*+"
_PLAIN_LABEL = r'(?:"[^"\\$%\r\n]*+"|' + IDENTIFIER + r")[ \t]*+"
ITEM = re.compile(
    _BLANK + r"(?:(" + IDENTIFIER + r")[ \t]*+(?:=(?![=>])[ \t]*+(?:(" + _LINE + r")(?=\n|\#|//|\Z))?"
    r"|((?:" + _PLAIN_LABEL + r")*+)\{))?"
)
"""One item of a body, with the blanks before it. Group 1 is its name; group 2, where it is there, the value of an
argument with the blanks behind it, which needs no further look; group 3, where it is there, the labels of a block,
whose body starts at the end."""

_GAP = r"(?:[ \t]++|/\*[\s\S]*?\*/)*+"
_LABEL = r'"(?:[^"\\\r\n$%]++|\\.|\$\$\{|%%\{|[$%](?!\{)|[$%]\{' + _INSIDE + r'\})*+"|' + IDENTIFIER
ODD_ITEM = r"(" + IDENTIFIER + r")" + _GAP + r"(?:=(?![=>])|((?:(?:" + _LABEL + r")" + _GAP + r")*+)\{)"
"""An item that `ITEM` leaves aside because it is rare: comments in its header, escapes or templates in its labels.
Group 1 is its name; group 2, where it is there, the labels of a block, whose body starts at the end."""
ODD_LABELS = r"/\*[\s\S]*?\*/|(" + _LABEL + r")"

LABELS = re.compile(r'"([^"\n]*+)"|(' + IDENTIFIER + ")")
CLOSED_BLANK = re.compile(r"(?:[ \t\r\n]++|\#[^\n]*+|//[^\n]*+|/\*[\s\S]*?\*/)*+")
"""Blanks and comments up to a comment that nothing closes."""
LINE_END = re.compile(r"(?:[ \t]++|/\*[\s\S]*?\*/)*+(?:\r?\n|\#|//|\Z)")
RESUME = (
    r"^(?:(?:resource|data|variable|output|locals|module|provider|terraform|moved|removed|import|check|ephemeral)\b"
    r"|" + IDENTIFIER + r"[ \t]*+=(?![=>]))"
)
"""Where reading goes on after a syntax error: an argument, or a block of Terraform's own, at the start of a line."""


def skip_string(text: str, offset: int, end: int, depth: int = 0) -> int:
    """Return the offset behind the string that opens at `offset`, however deep its templates are nested.

    Raises SyntaxFault where it does not end on its line, or is nested deeper than the limit.
    """
    position = offset + 1
    while position < end:
        char = text[position]
        if char == '"':
            return position + 1
        if char in "\r\n":
            break
        if char == "\\":
            position += 2
        elif char in "$%" and text.startswith(char + "{", position + 1):
            position += 3
        elif char in "$%" and text.startswith("{", position + 1):
            position = skip_braces(text, position + 2, end, depth + 1)
        else:
            position += 1
    raise SyntaxFault("the string is not closed on its line", offset)


def skip_heredoc(text: str, offset: int, end: int, depth: int = 0) -> int:
    """Return the offset behind the marker that closes the heredoc at `offset`, or behind `<<` where there is none.

    Raises SyntaxFault where the closing marker is missing.
    """
    match = re.compile(_HEREDOC).match(text, offset, end)
    if match:
        return match.end()
    opening = HEREDOC_OPENING.match(text, offset, end)
    if not opening:
        return offset + 2
    closing = re.compile(r"[ \t]*+" + re.escape(opening.group(1)) + r"(?=[ \t]*+\r?\n)")
    position = opening.end()
    while position < end:
        match = closing.match(text, position, end)
        if match:
            return match.end()
        position = _skip_heredoc_line(text, position, end, depth)
    raise SyntaxFault(f"the heredoc is not closed: {opening.group(1)} must stand on a line of its own", offset)


_HEREDOC_LINE = re.compile(r"(?:[^\n$%]++|\$\$\{|%%\{|[$%](?!\{))*+")


def _skip_heredoc_line(text: str, position: int, end: int, depth: int) -> int:
    """Return the start of the next line of a heredoc; templates on this one may go over several lines."""
    while True:
        position = _HEREDOC_LINE.match(text, position, end).end()  # type: ignore[union-attr]  # it matches nothing too
        if position >= end:
            return end
        if text[position] == "\n":
            return position + 1
        position = skip_braces(text, position + 2, end, depth + 1)


def skip_braces(text: str, offset: int, end: int, depth: int = 0) -> int:
    """Return the offset behind the `}` that closes the brace before `offset`.

    Raises SyntaxFault where there is none, or where templates are nested deeper than the limit.
    """
    if depth > MAX_NESTING:
        raise SyntaxFault(f"templates are nested deeper than {MAX_NESTING} levels", offset)
    position, opened, skip = offset, 1, _IN_BODY.match
    while True:
        position = skip(text, position, end).end()  # type: ignore[union-attr]  # it matches nothing too
        if position >= end:
            raise SyntaxFault("the brace is not closed", offset - 1)
        char = text[position]
        if char == "}":
            opened -= 1
            position += 1
            if not opened:
                return position
        elif char == "{":
            opened += 1
            position += 1
        elif char == '"':
            position = skip_string(text, position, end, depth)
        else:
            position = skip_heredoc(text, position, end, depth)


def skip_expression(text: str, offset: int, end: int) -> int:
    """Return where the expression at `offset` ends: at a newline, comment or closing bracket outside brackets.

    Raises SyntaxFault where a bracket, string or heredoc is not closed.
    """
    in_line = re.compile(_FLAT_LINE).match
    position, opened, skip = offset, 0, in_line
    while True:
        position = skip(text, position, end).end()  # type: ignore[union-attr]  # it matches nothing too
        if position >= end:
            if opened:
                raise SyntaxFault("a bracket of the expression is not closed", offset)
            return end
        char = text[position]
        if char == "\n":
            return position
        if char in "([{":
            opened += 1
            position += 1
            skip = _IN_BRACKETS.match
        elif char in ")]}":
            if not opened:
                return position
            opened -= 1
            position += 1
            if not opened:
                skip = in_line
        elif char == '"':
            position = skip_string(text, position, end)
        elif char == "<":
            position = skip_heredoc(text, position, end)
        else:
            return position
