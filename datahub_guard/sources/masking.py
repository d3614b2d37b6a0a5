"""Takes literals that are secrets out of a line of a checked file, before a report shows the line.

What is evaluated carries its mark; a line of source is only text, so what counts here is the name that the literal is
given to: one that says so itself, an argument that the provider's schema marks sensitive, or a variable that is
declared sensitive (its default, a value in a variables file, an argument of a module call).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from datahub_guard.sources.schemas.store import SchemaStore

HIDDEN = '"(sensitive value)"'

_ASSIGNMENT = re.compile(r'(?:^|[{,(\s])"?([A-Za-z_][\w-]*)"?\s*[=:](?![=>])\s*')
# Up to its closing quote, or to the end of the line where a quote is missing.
_LITERAL = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\\?$)')
_TELLING = re.compile(
    r"passw|passphrase|secret|token|credential|(?:access|api|private|signing|encryption)_?key", re.IGNORECASE
)
_HARMLESS = re.compile(r"_(?:arns?|names?|ids?|type|length|policy|path|endpoint|enabled|version|days)$", re.IGNORECASE)
_OWNER = re.compile(r'^\s*(?:(resource|data|ephemeral)\s+)"?([\w-]+)"?\s')
_VARIABLE = re.compile(r'^\s*variable\s+"?([\w-]+)"?\s*\{')
_SENSITIVE = re.compile(r"\bsensitive\s*=\s*true\b")


def sensitive_variables(lines: Sequence[str]) -> set[str]:
    """Names of the variables that a file declares sensitive."""
    found: set[str] = set()
    name = ""
    for line in lines:
        declared = _VARIABLE.match(line)
        if declared:
            name = declared[1]
        elif line.startswith("}"):
            name = ""
        if name and _SENSITIVE.search(line):
            found.add(name)
    return found


class Masking:
    """Masks lines; `variables` are the names of all variables that are declared sensitive."""

    def __init__(self, variables: Iterable[str]) -> None:
        self._variables = frozenset(variables)
        self._store: SchemaStore | None = None

    def masked(self, lines: Sequence[str], number: int) -> str:
        """Return the line with this number, counted from 0, without its secrets."""
        line = lines[number]
        if '"' not in line or not ("=" in line or ":" in line):
            return line
        found = [match for match in _ASSIGNMENT.finditer(line) if self._is_secret(match[1], lines, number)]
        for match in reversed(found):
            rest = _LITERAL.sub(_hidden, line[match.end() :])
            line = line[: match.end()] + rest
        return line

    def _is_secret(self, name: str, lines: Sequence[str], number: int) -> bool:
        if name in self._variables or (_TELLING.search(name) and not _HARMLESS.search(name)):
            return True
        kind, owner = _owner(lines, number)
        if kind == "variable":
            return name == "default" and owner in self._variables
        if not kind:
            return False
        if self._store is None:
            self._store = SchemaStore.load()
        schema = {"resource": self._store.resource, "data": self._store.data, "ephemeral": self._store.ephemeral}
        block = schema[kind](owner)
        attribute = block.attributes.get(name) if block is not None else None
        return attribute is not None and (attribute.sensitive or attribute.write_only)


def _owner(lines: Sequence[str], number: int) -> tuple[str, str]:
    """The kind and the type (of a variable: the name) of the top-level block that a line stands in."""
    for at in range(number, max(-1, number - 2000), -1):
        line = lines[at]
        if at < number and line.startswith("}"):
            break
        declared = _VARIABLE.match(line)
        if declared:
            return "variable", declared[1]
        opened = _OWNER.match(line)
        if opened:
            return opened[1], opened[2]
    return "", ""


def _hidden(match: re.Match[str]) -> str:
    text = match[0]
    # what is nothing but an expression holds no secret itself
    return text if text.startswith('"${') and text.endswith('}"') and text.count("${") == 1 else HIDDEN
