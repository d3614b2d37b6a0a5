"""Paths to a part of a resource: `rule[0].apply_server_side_encryption_by_default[0].sse_algorithm`."""

from __future__ import annotations

import re
from typing import TypeAlias

Step: TypeAlias = str | int
Path: TypeAlias = tuple[Step, ...]

_STEP = re.compile(r'([^.\[\]"]+)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|\.')
_parsed: dict[str, Path] = {}


def parse_path(text: str | Path) -> Path:
    """Split a path as Terraform writes it into its steps; a tuple is returned as it is."""
    if isinstance(text, tuple):
        return text
    path = _parsed.get(text)
    if path is None:
        steps: list[Step] = []
        for name, index, key in _STEP.findall(text):
            if name:
                steps.append(name)
            elif index:
                steps.append(int(index))
            elif key:
                steps.append(key.replace('\\"', '"').replace("\\\\", "\\"))
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
            escaped = step.replace("\\", "\\\\").replace('"', '\\"')
            out.append(f'["{escaped}"]')
    return "".join(out)
