"""A module's syntax tree, as regorus writes it, and its comments, which regorus leaves out.

A tree holds nodes `{"Kind": {"span": {"line", "col", "start", "end"}, ...}}`; lines and columns count from 1, `start`
and `end` are bytes. The comments come from a scanner that knows strings, raw strings and nothing else of Rego.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple, TypeAlias

Tree: TypeAlias = dict[str, Any]
Path: TypeAlias = tuple[str, ...]

_SCAN = re.compile(
    r"""
    (?P<template>\$["`])
    | (?P<string>"(?:\\.|[^"\\\n])*"?)
    | (?P<raw>`[^`]*`?)
    | (?P<comment>\#[^\n]*)
    | (?P<open>[\[{(])
    | (?P<close>[\]})])
    """,
    re.VERBOSE,
)


class Comment(NamedTuple):
    """A comment without its `#`."""

    line: int
    column: int
    text: str


class Statement(NamedTuple):
    """What stands in a module: its package, an import or a rule.

    `kind` is `package`, `import`, `set` (a partial set), `rule` (complete or partial object), `function` or
    `default`. `path` is absolute, without `data`. `node` is the statement's own part of the tree.
    """

    kind: str
    path: Path
    line: int
    column: int
    start: int
    end: int
    node: Tree


def comments(text: str) -> Iterator[Comment]:
    """The comments of a module, in order."""
    line, begin, at = 1, 0, 0
    for match in _SCAN.finditer(text):
        if match.lastgroup != "comment":
            continue
        breaks = text.count("\n", at, match.start())
        if breaks:
            line += breaks
            begin = text.rfind("\n", at, match.start()) + 1
        at = match.start()
        yield Comment(line, at - begin + 1, match[0][1:].rstrip("\r"))


def nesting(text: str) -> tuple[int, int]:
    """How deep brackets are nested outside strings and comments, and the offset where they are deepest."""
    depth = deepest = place = 0
    for match in _SCAN.finditer(text):
        if match.lastgroup == "open":
            depth += 1
            if depth > deepest:
                deepest, place = depth, match.start()
        elif match.lastgroup == "close":
            depth -= 1
    return deepest, place


def template_string(text: str) -> int | None:
    """The offset of the first template string, if there is one: regorus cannot read it."""
    return next((match.start() for match in _SCAN.finditer(text) if match.lastgroup == "template"), None)


def statements(tree: Tree) -> list[Statement]:
    """Package, imports and rules, in the order of the file."""
    package = reference(tree["package"]["refr"])[0]
    found = [_statement("package", package, tree["package"])]
    found += [_statement("import", reference(item["refr"])[0], item) for item in tree["imports"]]
    for item in tree["rules"]:
        ((kind, node),) = item.items()
        if kind == "Default":
            found.append(_statement("default", package + reference(node["refr"])[0], node))
            continue
        ((form, head),) = node["head"].items()
        kinds = {"Set": "set", "Func": "function"}
        found.append(_statement(kinds.get(form, "rule"), package + reference(head["refr"])[0], node))
    return sorted(found, key=lambda statement: statement.start)


def _statement(kind: str, path: Path, node: Tree) -> Statement:
    span = node["span"]
    return Statement(kind, path, span["line"], span["col"], span["start"], span["end"], node)


def components(node: Tree | None) -> tuple[str | None, ...]:
    """The parts of a reference, None for each that is not a constant text: `a.b["c"][x].d` is a, b, c, None, d."""
    parts: list[str | None] = []
    while node is not None:
        ((kind, value),) = node.items()
        if kind == "RefDot":
            parts.append(value["field"][1])
        elif kind == "RefBrack":
            ((index, constant),) = value["index"].items()
            parts.append(constant["value"] if index in ("String", "RawString") else None)
        elif kind == "Var":
            parts.append(value["value"])
            return tuple(reversed(parts))
        else:
            return ()
        node = value["refr"]
    return ()


def reference(node: Tree | None) -> tuple[Path, bool]:
    """The constant beginning of a reference (`a.b["c"][x].d` is a, b, c), and whether that is all of it."""
    parts = components(node)
    known: list[str] = []
    for part in parts:
        if part is None:
            break
        known.append(part)
    return tuple(known), bool(parts) and len(known) == len(parts)


def root(node: Tree) -> Tree:
    """The variable that a reference begins with, which is where it begins in the text."""
    ((_, value),) = node.items()
    return root(value["refr"]) if "refr" in value else value


def walk(node: Any) -> Iterator[tuple[str, Tree]]:
    """Every node below `node` as (kind, content), in the order of the tree."""
    waiting = [node]
    while waiting:
        found = waiting.pop()
        if isinstance(found, dict):
            for key, value in reversed(found.items()):
                if isinstance(value, (dict, list)):
                    waiting.append((key, value) if key[:1].isupper() else value)
        elif isinstance(found, tuple):
            kind, content = found
            if isinstance(content, dict):
                yield kind, content
            waiting.append(content)
        else:
            waiting.extend(item for item in reversed(found) if isinstance(item, (dict, list)))
