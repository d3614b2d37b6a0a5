"""Text from checked files, made safe to show: nothing in it can move a cursor, hide, or turn the writing around."""

from __future__ import annotations

import re

# C0 and C1 controls, line and paragraph separators, and the marks that change the direction of writing.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def plain(text: str) -> str:
    """Write control characters as escapes (`\\x1b`); tabs and newlines stay."""
    return _UNSAFE.sub(_escape, text)


def one_line(text: str) -> str:
    """`plain`, with runs of white space folded to one blank."""
    return plain(" ".join(text.split()))


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"
