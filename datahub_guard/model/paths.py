"""Paths to a part of a resource: `rule[0].apply_server_side_encryption_by_default[0].sse_algorithm`."""

from __future__ import annotations

import re
from typing import TypeAlias

Step: TypeAlias = str | int
Path: TypeAlias = tuple[Step, ...]

_STEP = re.compile(r'([^.\[\]"]+)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|\.', re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))|([$%])\4(?=\{)", re.DOTALL)
_PLAIN = {"n": "\n", "r": "\r", "t": "\t"}
_ESCAPED = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_parsed: dict[str, Path] = {}


def parse_path(text: str | Path) -> Path:
    """Split a path as Terraform writes it into its steps; a tuple is returned as it is."""
    if isinstance(text, tuple):
        return text
    path = _parsed.get(text)
    if path is None:
        steps: list[Step] = []
        for match in _STEP.finditer(text):
            name, index, key = match.groups()
            if name is not None:
                steps.append(name)
            elif index is not None:
                steps.append(int(index))
            elif key is not None:
                steps.append(unquoted(key))
        path = _parsed[text] = tuple(steps)
    return path


def path_text(path: Path) -> str:
    """Write a path as Terraform does."""
    out: list[str] = []
    for step in path:
        if isinstance(step, int):
            out.append(f"[{step}]")
        elif re.fullmatch(r"[^\W\d][\w-]*", step):
            out.append(f".{step}" if out else step)
        else:
            out.append(f'["{quoted(step)}"]')
    return "".join(out)


def quoted(key: str) -> str:
    """What stands between the quotes of a key: escapes, and doubled markers of what would begin a template."""
    text = key.translate(_ESCAPED)
    return text.replace("${", "$${").replace("%{", "%%{") if "{" in text else text


def unquoted(text: str) -> str:
    """The key that `text` between quotes stands for."""
    return _ESCAPE.sub(_unescape, text) if "\\" in text or "{" in text else text


def _unescape(match: re.Match[str]) -> str:
    short, long, plain, marker = match.groups()
    if marker:
        return str(marker)
    if plain is not None:
        return _PLAIN.get(plain, plain)
    code = int(short or long, 16)
    return chr(code) if code <= 0x10FFFF else match[0]


def without_positions(path: Path) -> str:
    """Write a path without what changes when something is inserted in a list: for the tag of a hit."""
    return ".".join(step for step in path if isinstance(step, str))
