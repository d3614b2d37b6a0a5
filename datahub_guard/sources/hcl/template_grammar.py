"""The grammar of templates: parts become nodes, `%{if}` and `%{for}` with what they enclose."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from datahub_guard.sources.hcl.errors import SyntaxFault
from datahub_guard.sources.hcl.iteration import ForNode
from datahub_guard.sources.hcl.nodes import ConditionalNode, Literal, Node
from datahub_guard.sources.hcl.template_parts import EXPRESSION, LITERAL, Part
from datahub_guard.sources.hcl.templates import JoinNode, TemplateNode

if TYPE_CHECKING:
    from datahub_guard.sources.hcl.grammar import Parser

_BLANK = r"(?:[ \t\n]++|\r\n|(?:\#|//)[^\n]*+\n|/\*[\s\S]*?\*/)*+"
_DIRECTIVE = re.compile(_BLANK + r"(if|else|endif|for|endfor)\b(?!-)" + _BLANK)
_CLOSING = ("else", "endif", "endfor")


def assembled(parser: Parser, parts: list[Part]) -> Node:
    """Make a node of the parts of a template: `"${x}"` is `x` itself, of whatever type.

    Raises SyntaxFault, with the offset from the start of the template.
    """
    if len(parts) == 1 and parts[0].kind == EXPRESSION:
        return parser.embedded(parts[0].text, parts[0].offset, parser.whole)
    pieces, position = _pieces(parser, parts, 0)
    if position < len(parts):
        raise SyntaxFault(f"nothing is open that %{{{parts[position].text}}} could close", parts[position].offset)
    if not pieces:
        return Literal("")
    if len(pieces) == 1 and isinstance(pieces[0], str):
        return Literal(pieces[0])
    return TemplateNode(pieces)


def _pieces(parser: Parser, parts: list[Part], position: int) -> tuple[list[str | Node], int]:
    """Parse parts up to a directive that closes something; return the pieces and the index of that directive."""
    pieces: list[str | Node] = []
    text: list[str] = []
    while position < len(parts):
        part = parts[position]
        if part.kind == LITERAL:
            text.append(part.text)
            position += 1
            continue
        if text:
            pieces.append("".join(text))
            text.clear()
        if part.kind == EXPRESSION:
            pieces.append(parser.embedded(part.text, part.offset, parser.whole))
            position += 1
            continue
        keyword, _ = _read(part)
        if keyword in _CLOSING:
            break
        parser.deeper()
        node, position = (_if if keyword == "if" else _for)(parser, parts, position)
        parser.depth -= 1
        pieces.append(node)
    if text:
        pieces.append("".join(text))
    return pieces, position


def _read(part: Part) -> tuple[str, int]:
    """Return the keyword of a directive and where it ends."""
    match = _DIRECTIVE.match(part.text)
    if not match:
        raise SyntaxFault(f"%{{{part.text[:20]}}} is no directive: there are if, else, endif, for, endfor", part.offset)
    keyword = match.group(1)
    if keyword in _CLOSING and match.end() < len(part.text):
        raise SyntaxFault(f"nothing may follow %{{{keyword}", part.offset + match.end())
    return keyword, match.end()


def _if(parser: Parser, parts: list[Part], position: int) -> tuple[Node, int]:
    opening = parts[position]
    _, end = _read(opening)
    condition = parser.embedded(opening.text[end:], opening.offset + end, parser.whole)
    yes, position = _pieces(parser, parts, position + 1)
    no: list[str | Node] = []
    if _closes(parts, position, opening, ("else", "endif")) == "else":
        no, position = _pieces(parser, parts, position + 1)
        _closes(parts, position, opening, ("endif",))
    return ConditionalNode(condition, TemplateNode(yes), TemplateNode(no)), position + 1


def _for(parser: Parser, parts: list[Part], position: int) -> tuple[Node, int]:
    opening = parts[position]
    _, end = _read(opening)
    names, collection = parser.embedded(opening.text[end:], opening.offset + end, parser.loop_head)
    outer, parser.bound = parser.bound, parser.bound.union(name for name in names if name)
    pieces, position = _pieces(parser, parts, position + 1)
    parser.bound = outer
    _closes(parts, position, opening, ("endfor",))
    return JoinNode(ForNode(names, collection, None, TemplateNode(pieces), None, False)), position + 1


def _closes(parts: list[Part], position: int, opening: Part, wanted: tuple[str, ...]) -> str:
    """Return the directive at `position`. Raises SyntaxFault where it is none of `wanted`."""
    keyword = _read(parts[position])[0] if position < len(parts) else "the end"
    if keyword not in wanted:
        raise SyntaxFault(f"%{{{opening.text}}} lacks its %{{{wanted[-1]}}} before {keyword}", opening.offset)
    return keyword
