"""Functions on files and paths. Files are read inside the repository only, whatever the path says."""

from __future__ import annotations

import functools
import os.path
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from datahub_guard.model.values import SetValue, Unknown, Value
from datahub_guard.sources.hcl.errors import EvaluationError
from datahub_guard.sources.hcl.file_access import FileAccess
from datahub_guard.sources.hcl.functions import LazyFunction
from datahub_guard.sources.hcl.functions.hashing import base64_digest, hex_digest
from datahub_guard.sources.hcl.functions.signature import STRING, Function, Parameter, Returns, table
from datahub_guard.sources.hcl.limits import MAX_STRING
from datahub_guard.sources.hcl.scope import Scope

if TYPE_CHECKING:
    from datahub_guard.sources.hcl.nodes import Node

_GLOB_LIMIT = 1000


def _file(files: FileAccess, path: str) -> str:
    return files.read_text(path, MAX_STRING)


def _filebase64(files: FileAccess, path: str) -> str:
    import base64

    return base64.b64encode(files.read(path, MAX_STRING)).decode()


def _hash(algorithm: str, files: FileAccess, path: str) -> str:
    return hex_digest(algorithm, files.read(path))


def _base64_hash(algorithm: str, files: FileAccess, path: str) -> str:
    return base64_digest(algorithm, files.read(path))


def _fileset(files: FileAccess, directory: str, pattern: str) -> SetValue:
    wanted = _glob(os.path.normpath(pattern))
    return SetValue(sorted(path for path in files.files_below(directory) if wanted.fullmatch(path)), "string")


def _glob(pattern: str) -> re.Pattern[str]:
    """Translate a pattern with `*`, `**`, `?`, `[a-z]` and `{a,b}`.

    Raises:
        EvaluationError: it is longer than 1,000 characters or not well formed.
    """
    if len(pattern) > _GLOB_LIMIT:
        raise EvaluationError(f"a pattern of files has at most {_GLOB_LIMIT:,} characters")
    out: list[str] = []
    depth = position = 0
    while position < len(pattern):
        character = pattern[position]
        position += 1
        if character == "*":
            stars, position = _stars(pattern, position - 1)
            out.append(stars)
        elif character == "?":
            out.append("[^/]")
        elif character == "[":
            end = pattern.find("]", position + 1)
            if end < 0:
                raise EvaluationError(f"the pattern {pattern!r} has a [ that is not closed")
            inside = pattern[position:end].replace("\\", "\\\\").replace("[", "\\[")
            out.append("[" + ("^/" + inside[1:] if inside[0] in "!^" else inside) + "]")
            position = end + 1
        elif character == "{":
            depth += 1
            out.append("(?:")
        elif character == "}" and depth:
            depth -= 1
            out.append(")")
        elif character == "," and depth:
            out.append("|")
        else:
            if character == "\\" and position < len(pattern):
                character = pattern[position]
                position += 1
            out.append(re.escape(character))
    try:
        return re.compile("".join(out))
    except re.error:
        raise EvaluationError(f"the pattern {pattern!r} is not well formed") from None


def _stars(pattern: str, position: int) -> tuple[str, int]:
    """Translate the stars at `position`: two as a whole part of a path stand for any number of directories."""
    end = position
    while pattern[end : end + 1] == "*":
        end += 1
    starts = position == 0 or pattern[position - 1] == "/"
    if end - position == 2 and starts:
        if pattern[end : end + 1] == "/":
            return "(?:[^/]++/)*", end + 1
        if end == len(pattern):
            return ".*+", end
    return "[^/]*", end


def _abspath(files: FileAccess, path: str) -> Value:
    unknown = Unknown(type="string", reason="abspath() depends on where the repository lies")
    return Unknown((), ("template", ["/", unknown]), "string", unknown.reason, direct=False)


def _basename(path: str) -> str:
    if not path:
        return "."
    stripped = path.rstrip("/")
    return stripped.rpartition("/")[2] if stripped else "/"


def _dirname(path: str) -> str:
    directory = path.rpartition("/")[0]
    if not directory:
        return "/" if path.startswith("/") else "."
    normal = os.path.normpath(directory)
    return normal[1:] if normal.startswith("//") else normal


def _pathexpand(path: str) -> Value:
    if path.startswith("~"):
        return Unknown(type="string", reason="pathexpand() depends on whose home directory it is")
    return path


def reading(
    name: str, call: Callable[..., Value], *parameters: Parameter, returns: Returns = "string"
) -> tuple[str, LazyFunction]:
    """Return a function whose `call` gets the module's files before its own arguments, and its name."""

    def evaluate(scope: Scope, nodes: list[Node]) -> Value:
        bound = functools.partial(call, scope.module.file_access())
        return Function(name, bound, *parameters, returns=returns)(*[node.evaluate(scope) for node in nodes])

    return name, evaluate


_HASHES = ("md5", "sha1", "sha256", "sha512")

FUNCTIONS = table(
    Function("basename", _basename, STRING),
    Function("dirname", _dirname, STRING),
    Function("pathexpand", _pathexpand, STRING),
)

LAZY = dict(
    [
        reading("abspath", _abspath, STRING),
        reading("file", _file, STRING),
        reading("filebase64", _filebase64, STRING),
        reading("fileexists", FileAccess.exists, STRING, returns="bool"),
        reading("fileset", _fileset, STRING, STRING, returns=("set", "string")),
        *[reading(f"file{name}", functools.partial(_hash, name), STRING) for name in _HASHES],
        *[reading(f"filebase64{name}", functools.partial(_base64_hash, name), STRING) for name in _HASHES[2:]],
    ]
)
