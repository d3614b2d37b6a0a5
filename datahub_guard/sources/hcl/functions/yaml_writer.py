"""YAML as `yamlencode` writes it: block style, every string and key in double quotes, lines of text as `|`.

The layout is that of `go-cty-yaml`, whose emitter is a port of libyaml's: long texts are folded behind column 80, and
what is a long or many-lined key stands behind `?`.
"""

from __future__ import annotations

from datahub_guard.model.values import Value
from datahub_guard.sources.hcl.errors import EvaluationError
from datahub_guard.sources.hcl.limits import MAX_STRING
from datahub_guard.sources.hcl.numbers import number_text

_ESCAPES = {
    "\0": "\\0",
    "\a": "\\a",
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\v": "\\v",
    "\f": "\\f",
    "\r": "\\r",
    "\x1b": "\\e",
    '"': '\\"',
    "\\": "\\\\",
    "\x85": "\\N",
    "\u2028": "\\L",
    "\u2029": "\\P",
}
_INDENT = 2
_LONGEST_SIMPLE_KEY = 128
_WIDTH = 80


def yaml_text(value: Value) -> str:
    """Write a wholly known value.

    Raises:
        EvaluationError: the text would be longer than MAX_STRING.
    """
    writer = _Writer()
    writer.write(value, 0)
    is_plain = not isinstance(value, (str, dict, list))
    return writer.text() + ("...\n" if is_plain else "")


class _Writer:
    """Puts pieces of text together and knows the column."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._column = 0
        self._size = 0

    def text(self) -> str:
        """Return all that was written."""
        return "".join(self._pieces)

    def write(self, value: Value, indent: int) -> None:
        """Write a value whose first line has been begun; ends with a line end. `indent` is where its parts stand."""
        if isinstance(value, dict) and value:
            for position, key in enumerate(sorted(value)):
                self._put(" " * indent if position else "")
                self._member(key, value[key], indent)
        elif isinstance(value, list) and value:
            for position, part in enumerate(value):
                self._put((" " * indent if position else "") + "- ")
                self.write(part, indent + _INDENT)
        else:
            self._scalar(value, max(indent, _INDENT))

    def _put(self, piece: str) -> None:
        self._pieces.append(piece)
        self._size += len(piece)
        if self._size > MAX_STRING:
            raise EvaluationError(f"the string would have more than {MAX_STRING:,} characters")
        line = piece.rfind("\n")
        self._column = self._column + len(piece) if line < 0 else len(piece) - line - 1

    def _member(self, key: str, value: Value, indent: int) -> None:
        inner = indent + _INDENT
        if "\n" in key or len(key.encode()) > _LONGEST_SIMPLE_KEY:
            self._put("? ")
            self._scalar(key, inner)
            self._put(" " * indent + ": ")
            self.write(value, inner)
            return
        self._quoted(key, None)
        self._put(":")
        if isinstance(value, dict) and value:
            self._put("\n" + " " * inner)
            self.write(value, inner)
        elif isinstance(value, list) and value:
            self._put("\n" + " " * indent)
            self.write(value, indent)
        else:
            self._put(" ")
            self._scalar(value, inner)

    def _scalar(self, value: Value, indent: int) -> None:
        kind = type(value)
        if kind is str:
            if "\n" in value and _fits_literal(value):
                self._literal(value, indent)
            else:
                self._quoted(value, indent)
        elif kind is bool:
            self._put("true" if value else "false")
        elif value is None:
            self._put("null")
        elif isinstance(value, (dict, list)):
            self._put("{}" if isinstance(value, dict) else "[]")
        else:
            self._put(number_text(value))
        self._put("\n")

    def _literal(self, text: str, indent: int) -> None:
        head = "|" + (str(_INDENT) if text[0] in " \n" else "")
        if not text.endswith("\n"):
            head += "-"
        elif text == "\n" or text.endswith("\n\n"):
            head += "+"
        lines = text.removesuffix("\n").split("\n")
        self._put(head + "".join(f"\n{' ' * indent}{line}" if line else "\n" for line in lines))

    def _quoted(self, text: str, indent: int | None) -> None:
        """Write in double quotes, folded at blanks behind the width; never where `indent` is None."""
        short = indent is None or self._column + len(text) <= _WIDTH
        if short and text.isascii() and text.isprintable() and '"' not in text and "\\" not in text:
            self._put(f'"{text}"')
            return
        self._put('"')
        folded = False
        for position, character in enumerate(text):
            if character != " ":
                folded = False
                escaped = _ESCAPES.get(character)
                self._put(escaped or (character if _is_printable(character) else _code(ord(character))))
                continue
            inside = 0 < position < len(text) - 1
            if indent is not None and not folded and self._column > _WIDTH and inside:
                self._put("\n" + " " * indent + ("\\" if text[position + 1] == " " else ""))
            else:
                self._put(" ")
            folded = True
        self._put('"')


def _fits_literal(text: str) -> bool:
    """Tell whether a text can stand behind `|`: no blanks at the end of it or of a line, nothing unprintable."""
    return " \n" not in text and not text.endswith(" ") and all(c == "\n" or _is_printable(c) for c in text)


def _is_printable(character: str) -> bool:
    """Tell what the emitter writes as it is; characters beyond the first 65,536 are not among it."""
    code = ord(character)
    return 0x20 <= code <= 0x7E or (0xA0 <= code <= 0xFFFD and code != 0xFEFF)


def _code(code: int) -> str:
    if code < 0x100:
        return f"\\x{code:02X}"
    return f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"
