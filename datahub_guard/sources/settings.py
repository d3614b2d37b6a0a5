"""`datahub-guard.toml`: what a repository or an estate sets once instead of on each command line."""

from __future__ import annotations

import os
from typing import Any

from datahub_guard.errors import GuardError, nearest

NAME = "datahub-guard.toml"

# key -> the TOML type that it takes
KEYS: dict[str, type] = {
    "select": list,
    "ignore": list,
    "severity": str,
    "fail-on": str,
    "fail-on-undecided": str,
    "strict": bool,
    "format": str,
    "output": list,
    "var-file": list,
    "pack": list,
    "facts": str,
    "jobs": int,
    "second-reader": bool,
    "repository": str,
    "estate": str,
}
_PATHS = ("var-file", "pack")
_WORDS = {list: "a list of strings", str: "a string", bool: "true or false", int: "a whole number"}


class Settings:
    """The settings that were found; `file` is where, or `None`. Paths in it are relative to that file."""

    __slots__ = ("file", "values")

    def __init__(self, values: dict[str, Any], file: str | None) -> None:
        self.values = values
        self.file = file

    def get(self, key: str, default: Any = None) -> Any:
        """Return the setting `key`."""
        return self.values.get(key, default)


def find(start: str) -> str | None:
    """Look for the settings file from `start` upwards, as far as the repository's root."""
    folder = os.path.abspath(start)
    if not os.path.isdir(folder):
        folder = os.path.dirname(folder)
    while True:
        path = os.path.join(folder, NAME)
        if os.path.isfile(path):
            return path
        parent = os.path.dirname(folder)
        if parent == folder or os.path.exists(os.path.join(folder, ".git")):
            return None
        folder = parent


def _beside(folder: str, output: str) -> str:
    """`FORMAT=FILE` with the file's path made absolute."""
    name, sep, file = output.partition("=")
    return f"{name}={os.path.join(folder, file)}" if sep and file else output


def read(path: str | None) -> Settings:
    """Read the settings at `path`; raises GuardError for an unknown key, a wrong type or broken TOML."""
    if path is None:
        return Settings({}, None)
    import tomllib

    try:
        with open(path, "rb") as handle:
            values = tomllib.load(handle)
    except OSError as error:
        raise GuardError(f"{path}: the settings cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise GuardError(f"{path}: the settings are not TOML: {error}") from error
    for key, value in values.items():
        expected = KEYS.get(key)
        if expected is None:
            known = ", ".join(sorted(KEYS))
            raise GuardError(f"{path}: there is no setting {key!r}{nearest(key, KEYS)}; known: {known}")
        if type(value) is not expected or (isinstance(value, list) and not all(isinstance(v, str) for v in value)):
            raise GuardError(f"{path}: {key}: expected {_WORDS[expected]}, got {value!r}")
    folder = os.path.dirname(os.path.abspath(path))
    for key in _PATHS:
        if key in values:
            values[key] = [os.path.join(folder, v) for v in values[key]]
    if "output" in values:
        values["output"] = [_beside(folder, value) for value in values["output"]]
    if values.get("jobs", 1) < 1:
        raise GuardError(f"{path}: jobs: expected a number from 1 on, got {values['jobs']}")
    for key in ("facts", "estate"):
        if key in values:
            values[key] = os.path.join(folder, values[key])
    return Settings(values, path)
