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


def reference(node: Tree | None) -> tuple[Path, bool]:
    """The constant beginning of a reference (`a.b["c"][x].d` is a, b, c), and whether that is all of it."""
    if node is None:
        return (), False
    ((kind, value),) = node.items()
    if kind == "Var":
        return (value["value"],), True
    if kind not in ("RefDot", "RefBrack"):
        return (), False
    base, whole = reference(value["refr"])
    if not whole:
        return base, False
    if kind == "RefDot":
        return (*base, value["field"][1]), True
    ((index, constant),) = value["index"].items()
    if index in ("String", "RawString"):
        return (*base, constant["value"]), True
    return base, False


def walk(node: Any) -> Iterator[tuple[str, Tree]]:
    """Every node below `node` as (kind, content), in the order of the text."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key[:1].isupper() and isinstance(value, dict):
                yield key, value
            if isinstance(value, (dict, list)):
                yield from walk(value)
    elif isinstance(node, list):
        for item in node:
            if isinstance(item, (dict, list)):
                yield from walk(item)
