"""Tokens of an expression, all of them with one call of a regular expression.

A whole string, a whole heredoc and a whole dotted path are one token each. A token that is nothing HCL knows is a
token of one character, which the parser refuses where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TypeVar

from datahub_guard.sources.hcl.scan import HEREDOC, IDENTIFIER, NUMBER, STRING, skip_heredoc, skip_string

_SKIPPED = r"(?:[ \t]++|\r(?=\n)|\n(?=[ \t\r]*+\n)|\#[^\n]*+|//[^\n]*+|/\*[\s\S]*?\*/)*+"
_TOKEN = (
    IDENTIFIER + r"(?:\." + IDENTIFIER + r")*+"
    r"|" + STRING + r"|\n|" + NUMBER + r"|&&|\|\||==|!=|<=|>=|=>|\.\.\.|::|/\*[\s\S]*+|[^ \t]"
)
_PLAIN = re.compile(_SKIPPED + "(" + _TOKEN + r"|\Z)")
_heredoc: list[re.Pattern[str]] = []
_Token = TypeVar("_Token", bound=str)


def _with_heredocs() -> re.Pattern[str]:
    if not _heredoc:
        # the second kind of heredoc is one that a pattern cannot close: only `skip_heredoc` knows whether it is closed
        opened = r"<<-?" + IDENTIFIER + r"\r?\n[\s\S]*+"
        _heredoc.append(re.compile(_SKIPPED + "(" + HEREDOC + "|" + opened + "|" + _TOKEN + r"|\Z)"))
    return _heredoc[0]


def tokens_of(text: str) -> list[str]:
    """Return the tokens of an expression, and `""` once or twice behind the last.

    Newlines are tokens where they mean something: between the items of an object. Raises SyntaxFault where a string
    is not closed.
    """
    tokens: list[str]
    if "<<" in text:
        found = _with_heredocs().findall(text)
        tokens = [lexeme for lexeme, _ in found]
        unclear = any(not marker and lexeme.startswith("<<") for lexeme, marker in found)
    else:
        tokens = _PLAIN.findall(text)
        unclear = False
    if unclear or '"' in tokens:
        tokens = [lexeme for lexeme, _ in _walk(text)]
    if "\n" in text:
        tokens = without_idle_newlines(tokens)
    return tokens


def offset_of(text: str, index: int) -> int:
    """Return where the token at `index` of what `tokens_of` returns starts. Slow: for faults only."""
    placed = []
    significant = 0
    for lexeme, offset in _walk(text):
        placed.append(Placed(lexeme, offset))
        significant += lexeme != "\n"
        if significant > index + 1:  # the one behind it tells whether a brace opens a `for` expression
            break
    kept = without_idle_newlines(placed)
    return kept[index].offset if index < len(kept) else len(text)


def placed_tokens(text: str) -> list[Placed]:
    """Return the tokens that `tokens_of` returns with their places, without the empty ones behind the last.

    Raises SyntaxFault.
    """
    return without_idle_newlines([Placed(lexeme, offset) for lexeme, offset in _walk(text) if lexeme])


class Placed(str):
    """A token that knows where it starts."""

    offset: int

    def __new__(cls, token: str, offset: int) -> Placed:
        placed = str.__new__(cls, token)
        placed.offset = offset
        return placed


def _walk(text: str) -> Iterator[tuple[str, int]]:
    """Yield the tokens with their offsets, however deep the templates of a string are nested."""
    position, end = 0, len(text)
    match = (_with_heredocs() if "<<" in text else _PLAIN).match
    while token := match(text, position):
        start, position = token.span(1)
        if position - start == 1 and text[start] == '"':
            position = skip_string(text, start, end)
        elif text.startswith("<<", start) and not token.group(2):
            position = skip_heredoc(text + "\n", start, end + 1)
        yield text[start:position], start
        if start == position:
            return


def without_idle_newlines(tokens: Sequence[_Token]) -> list[_Token]:
    """Drop the newlines in parentheses, in brackets, in `for` expressions and outside of everything."""
    kept: list[_Token] = []
    outer: list[bool] = []
    keeping = False
    count = len(tokens)
    for index, lexeme in enumerate(tokens):
        if lexeme == "\n":
            if keeping:
                kept.append(lexeme)
            continue
        if lexeme in "([{)]}":
            if lexeme == "{":
                outer.append(keeping)
                following = index + 1
                while following < count and tokens[following] == "\n":
                    following += 1
                keeping = following < count and tokens[following] != "for"
            elif lexeme in "([":
                # `[*]` is one sign: a newline in it is idle only where those around it are
                sign = tokens[index + 1 : index + 3] if lexeme == "[" and (keeping or not outer) else ()
                outer.append(keeping)
                keeping = "*" in sign and "\n" in sign
            elif outer:
                keeping = outer.pop()
        kept.append(lexeme)
    return kept


def shown(lexeme: str) -> str:
    """Return a token as a message shows it."""
    if not lexeme:
        return "the end"
    if lexeme == "\n":
        return "the end of the line"
    return lexeme if len(lexeme) <= 30 else lexeme[:27] + "..."
