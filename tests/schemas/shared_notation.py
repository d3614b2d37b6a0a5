"""Puts the short notation of `domain/schemas/*.json.gz` back into the words of `terraform providers schema -json`."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

_FLAGS = {
    "r": "required",
    "o": "optional",
    "c": "computed",
    "s": "sensitive",
    "d": "deprecated",
    "w": "write_only",
}


def expand(path: Path) -> tuple[str, dict[str, Any]]:
    """Return a provider's source address and its entry of `provider_schemas`."""
    with gzip.open(path) as file:
        short = json.load(file)
    return short["provider"], {
        "provider": {"block": _block(short["configuration"])},
        "resource_schemas": {name: {"block": _block(block)} for name, block in short["resources"].items()},
        "data_source_schemas": {name: {"block": _block(block)} for name, block in short["data_sources"].items()},
    }


def _block(short: dict[str, Any]) -> dict[str, Any]:
    nested: dict[str, Any] = {}
    for name, block in short.get("blocks", {}).items():
        nested[name] = {"nesting_mode": block["nesting"], "block": _block(block)}
        nested[name] |= {key: block[key] for key in ("min_items", "max_items") if key in block}
    attributes = {name: _attribute(*pair) for name, pair in short.get("attributes", {}).items()}
    return {"attributes": attributes, "block_types": nested}


def _attribute(kind: Any, flags: str) -> dict[str, Any]:
    long: dict[str, Any] = {_FLAGS[flag]: True for flag in flags}
    if isinstance(kind, dict):
        inner = {name: _attribute(*pair) for name, pair in kind["attributes"].items()}
        return long | {"nested_type": {"nesting_mode": kind["nested"], "attributes": inner}}
    return long | {"type": kind}
