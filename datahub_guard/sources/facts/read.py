"""Reads a facts file. What was checked once is not parsed again."""

from __future__ import annotations

from typing import Any

from datahub_guard import __version__
from datahub_guard.errors import GuardError
from datahub_guard.model.facts import Facts
from datahub_guard.sources import cache

SHAPE = "b4aa587853f54854"
"""A digest of the JSON Schema of facts, so that what another shape of facts left in the cache is not taken for ours.
It is written here because working it out costs more than it saves; tools/facts_schema.py writes it."""

MOST_BYTES = 2 * 1024 * 1024


def load_facts(path: str) -> Facts:
    """Read and check the facts at `path`; raises GuardError that lists all that is wrong, each with line and key."""
    try:
        with open(path, "rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise GuardError(
            f"{path}: the facts cannot be read ({error.strerror}): name a facts file with --facts"
        ) from error
    if len(data) > MOST_BYTES:
        raise GuardError(f"{path}: a facts file has at most {MOST_BYTES // 1024 // 1024} MB")
    key = cache_key(data)
    document = cache.read("facts", key)
    if isinstance(document, dict):
        try:
            return _facts(document, data, path)
        except (AttributeError, KeyError, TypeError, ValueError):
            pass  # an entry of another shape is as good as none
    from datahub_guard.sources.facts.convert import convert

    document = convert(data, path)
    cache.write("facts", key, document)
    return _facts(document, data, path)


def cache_key(data: bytes) -> str:
    """Under which key the checked form of these facts is kept."""
    return cache.digest(__version__, SHAPE, data)


def _facts(document: dict[str, Any], data: bytes, path: str) -> Facts:
    from hashlib import sha256

    return Facts(document, digest=sha256(data).hexdigest(), file=path)
