"""What is slow to make and follows from bytes alone is kept: parsed facts, metadata of Rego rules.

An entry is JSON under a key that is a digest of everything it was made from, so that it can be missing but not stale.
Each file begins with a digest of its own contents: a torn or altered one counts as missing. Entries that were made
when the package was built come first, because they are as trustworthy as its code. The user's folder is used only
when nobody else can write to it, and must not be restored from a pipeline that ran unreviewed code.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import Any

FOLDER_VARIABLE = "DATAHUB_GUARD_CACHE"
"""Names the folder to use instead of `$XDG_CACHE_HOME/datahub-guard`; empty or `off` switches keeping off."""

SHIPPED = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "data", "cache")
"""Entries made when the package was built."""

_MAGIC = b"datahub-guard-cache 1 "
_MOST_BYTES = 64 * 1024 * 1024


def digest(*parts: bytes | str) -> str:
    """SHA-256 in hexadecimal over `parts`, each with its length, so that no two lists of parts run together."""
    from hashlib import sha256

    total = sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        total.update(b"%d:" % len(data))
        total.update(data)
    return total.hexdigest()


def read(kind: str, key: str) -> Any | None:
    """The entry of this kind under `key`, as JSON gives it, or None when there is none that is whole."""
    for folder in (SHIPPED, _user_folder()):
        if folder is not None:
            value = _read(os.path.join(folder, kind, key + ".json"))
            if value is not None:
                return value
    return None


def write(kind: str, key: str, value: Any, *, keep: int = 64) -> bool:
    """Keep `value`, which JSON can hold, and only the `keep` newest entries of its kind; False when it cannot be kept.

    Never raises for a folder that is full, missing, read-only or somebody else's: the next run is slower, no more.
    """
    folder = _user_folder()
    if folder is None:
        return False
    return write_into(folder, kind, key, value, keep=keep)


def write_into(folder: str, kind: str, key: str, value: Any, *, keep: int = 64) -> bool:
    """Keep `value` as `write` does, in the cache at `folder`."""
    import json

    payload = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    content = _MAGIC + digest(payload).encode() + b"\n" + payload
    if len(content) > _MOST_BYTES:
        return False
    directory = os.path.join(folder, kind)
    path = os.path.join(directory, key + ".json")
    draft = os.path.join(directory, f".{key}.{os.getpid()}")
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)  # the mode is the last folder's only
        os.makedirs(directory, mode=0o700, exist_ok=True)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0), 0o600)
        with open(handle, "wb") as file:
            file.write(content)
        os.replace(draft, path)
        _trim(directory, keep)
    except OSError:
        return False
    return True


def _read(path: str) -> Any | None:
    try:
        with open(path, "rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except OSError:
        return None
    head, _, payload = content.partition(b"\n")
    if len(content) > _MOST_BYTES or head != _MAGIC + digest(payload).encode():
        return None
    import json

    try:
        return json.loads(payload)
    except (ValueError, RecursionError):
        return None


def _trim(directory: str, keep: int) -> None:
    """Delete the oldest entries beyond `keep`, and drafts that a killed run left."""
    entries: list[tuple[float, str]] = []
    drafts: list[tuple[float, str]] = []
    with os.scandir(directory) as found:
        for entry in found:
            kind = drafts if entry.name.startswith(".") else entries
            kind.append((entry.stat(follow_symlinks=False).st_mtime, entry.path))
    newest = max((when for when, _ in entries), default=0.0)
    old_drafts = [path for when, path in drafts if when < newest - 3600]
    _delete([*(path for _, path in sorted(entries, reverse=True)[keep:]), *old_drafts])


def _delete(paths: Iterable[str]) -> None:
    for path in paths:
        try:
            os.unlink(path)
        except FileNotFoundError:  # another run was quicker
            continue


def _user_folder() -> str | None:
    """The user's cache folder if it can be trusted: it is not there yet, or it is theirs and only they may write."""
    named = os.environ.get(FOLDER_VARIABLE)
    if named is not None:
        if named in ("", "off"):
            return None
        folder = os.path.abspath(named)
    else:
        base = os.environ.get("XDG_CACHE_HOME", "")
        if not os.path.isabs(base):  # the specification says to ignore a relative one
            base = os.path.join(os.path.expanduser("~"), ".cache")
        if not os.path.isabs(base):
            return None
        folder = os.path.join(base, "datahub-guard")
    try:
        status = os.stat(folder)
    except FileNotFoundError:
        return folder
    except OSError:
        return None
    if sys.platform != "win32" and (status.st_uid != os.geteuid() or status.st_mode & 0o022):
        return None
    return folder
