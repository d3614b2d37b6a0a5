"""What Terraform counts as one character of a string: an extended grapheme cluster (Unicode Standard Annex 29).

The classes come from the interpreter's own Unicode data. What it does not tell is approximated: every pictograph
takes part in joined emoji, and the few prepended signs of Indic scripts stand alone.
"""

from __future__ import annotations

import unicodedata

_JOINER = "\u200d"
_HANGUL = ((0x1100, 0x115F, "L"), (0xA960, 0xA97C, "L"), (0x1160, 0x11A7, "V"), (0xD7B0, 0xD7C6, "V"))
_HANGUL_FINAL = ((0x11A8, 0x11FF), (0xD7CB, 0xD7FB))


def graphemes(text: str) -> list[str]:
    """Split a string into what a reader takes for its characters."""
    if text.isascii() and "\r\n" not in text:
        return list(text)
    clusters: list[str] = []
    start = flags = 0
    for position in range(1, len(text)):
        flags = flags + 1 if _is_flag(text[position - 1]) else 0
        if not _belongs(text, position, start, flags):
            clusters.append(text[start:position])
            start, flags = position, 0
    if text:
        clusters.append(text[start:])
    return clusters


def grapheme_count(text: str) -> int:
    """Return how many characters a string has for Terraform's `length`."""
    return len(text) if text.isascii() and "\r\n" not in text else len(graphemes(text))


def _belongs(text: str, position: int, start: int, flags: int) -> bool:
    """Tell whether the character at `position` continues the cluster that began at `start`."""
    before, after = text[position - 1], text[position]
    if before == "\r" and after == "\n":
        return True
    if _is_control(before) or _is_control(after):
        return False
    if _extends(after):
        return True
    if before == _JOINER and _is_pictograph(after):
        base = text[start:position].rstrip(_JOINER)
        return any(_is_pictograph(c) for c in base[:1])
    if _is_flag(before) and _is_flag(after):
        return flags % 2 == 1
    return _hangul_joins(_hangul(before), _hangul(after))


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Zl", "Zp") or (
        unicodedata.category(character) == "Cf" and character not in "\u200c\u200d" and not character >= "\U000e0020"
    )


def _extends(character: str) -> bool:
    return (
        unicodedata.category(character) in ("Mn", "Me", "Mc")
        or character in "\u200c\u200d\uff9e\uff9f"
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or "\U000e0020" <= character <= "\U000e007f"
    )


def _is_pictograph(character: str) -> bool:
    return "\U0001f000" <= character <= "\U0001faff" or (
        "\u2190" <= character <= "\u3299" and unicodedata.category(character) in ("So", "Sm", "Po")
    )


def _is_flag(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _hangul(character: str) -> str:
    code = ord(character)
    if 0xAC00 <= code <= 0xD7A3:
        return "LV" if (code - 0xAC00) % 28 == 0 else "LVT"
    for low, high, kind in _HANGUL:
        if low <= code <= high:
            return kind
    return "T" if any(low <= code <= high for low, high in _HANGUL_FINAL) else ""


def _hangul_joins(before: str, after: str) -> bool:
    if before == "L":
        return after in ("L", "V", "LV", "LVT")
    if before in ("LV", "V"):
        return after in ("V", "T")
    return before in ("LVT", "T") and after == "T"
