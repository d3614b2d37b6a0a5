"""JSON that is laid out for people down to a depth, with what is deeper on one line.

The standard library's encoder is written in C only for JSON without line breaks; laid out whole, a report of 10,000
findings takes ten times as long.
"""

from __future__ import annotations

import json
from typing import Any


def laid_out(value: Any, depth: int, indent: str = "") -> str:
    """Return `value` as JSON, objects and lists broken over lines down to `depth` levels of them."""
    if depth and value and isinstance(value, (dict, list)):
        inner = indent + "  "
        if isinstance(value, dict):
            parts = [
                f"{json.dumps(key, ensure_ascii=False)}: {laid_out(part, depth - 1, inner)}"
                for key, part in value.items()
            ]
        elif depth == 1:
            encode = json.JSONEncoder(ensure_ascii=False).encode
            parts = [encode(part) for part in value]
        else:
            parts = [laid_out(part, depth - 1, inner) for part in value]
        opening, closing = "{}" if isinstance(value, dict) else "[]"
        return f"{opening}\n{inner}" + f",\n{inner}".join(parts) + f"\n{indent}{closing}"
    return json.dumps(value, ensure_ascii=False)
