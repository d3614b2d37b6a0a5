"""YAML as `yamlencode` writes it: block style, every string and key in double quotes, lines of text as `|`."""

from __future__ import annotations

from fractions import Fraction

from datahub_guard.model.values import Value
from datahub_guard.sources.hcl.errors import EvaluationError
from datahub_guard.sources.hcl.limits import check_string
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
    "\xa0": "\\_",
    "\u2028": "\\L",
    "\u2029": "\\P",
}
_LONGEST_SIMPLE_KEY = 128


def yaml_text(value: Value) -> str:
    """Write a wholly known value.

    Raises:
        EvaluationError: the text would be too long, or the value is infinite.
    """
    out: list[str] = []
    _write(value, 0, out)
    return check_string("".join(out))


def _write(value: Value, indent: int, out: list[str]) -> None:
    """Append a value whose first line has been begun already; ends with a line end."""
    if isinstance(value, dict) and value:
        for position, key in enumerate(sorted(value)):
            out.append(" " * indent if position else "")
            _write_member(key, value[key], indent, out)
    elif isinstance(value, list) and value:
        for position, part in enumerate(value):
            out.append((" " * indent if position else "") + "- ")
            _write(part, indent + 2, out)
    else:
        out.append(_scalar(value, indent))


def _write_member(key: str, value: Value, indent: int, out: list[str]) -> None:
    name = _quoted(key)
    if len(key) > _LONGEST_SIMPLE_KEY:
        out.append(f"? {name}\n{' ' * indent}: ")
        _write(value, indent + 2, out)
        return
    out.append(name + ":")
    if isinstance(value, dict) and value:
        out.append("\n" + " " * (indent + 2))
        _write(value, indent + 2, out)
    elif isinstance(value, list) and value:
        out.append("\n" + " " * indent)
        _write(value, indent, out)
    else:
        out.append(" " + _scalar(value, indent + 2))


def _scalar(value: Value, indent: int) -> str:
    kind = type(value)
    if kind is str:
        return _literal(value, indent) if "\n" in value and _literal_fits(value) else _quoted(value) + "\n"
    if kind is bool:
        return "true\n" if value else "false\n"
    if value is None:
        return "null\n"
    if isinstance(value, dict):
        return "{}\n"
    if isinstance(value, list):
        return "[]\n"
    if kind is int or kind is Fraction:
        return number_text(value) + "\n"
    raise EvaluationError("infinity cannot be written as YAML")


def _literal_fits(text: str) -> bool:
    """Tell whether a text can stand behind `|`: no spaces at the end of it or of a line, nothing unprintable."""
    return " \n" not in text and not text.endswith(" ") and all(c == "\n" or _is_plain(c) for c in text)


def _is_plain(character: str) -> bool:
    return character.isprintable() or character == "\t"


def _literal(text: str, indent: int) -> str:
    indent = max(indent, 2)
    head = "|" + (str(2) if text[0] in " \n" else "")
    if not text.endswith("\n"):
        head += "-"
    elif text == "\n" or text.endswith("\n\n"):
        head += "+"
    lines = text.removesuffix("\n").split("\n")
    return head + "".join(f"\n{' ' * indent}{line}" if line else "\n" for line in lines) + "\n"


def _quoted(text: str) -> str:
    if text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return '"' + "".join([_ESCAPES.get(c) or (c if c.isprintable() else _code(ord(c))) for c in text]) + '"'


def _code(code: int) -> str:
    if code < 0x100:
        return f"\\x{code:02X}"
    return f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"
