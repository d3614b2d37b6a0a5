"""What the names in modules refer to, and which rule needs which.

References are followed as far as they are constant; where a part of one is unknown (`data.a[x].b`), every rule that it
may lead to or through counts, as in OPA.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import NamedTuple, TypeAlias

from datahub_guard.rules.rego.protocol import Diagnostic, Module, Position
from datahub_guard.rules.rego.syntax import Path, Statement, Tree, components, statements, walk

Parts: TypeAlias = tuple[str | None, ...]
Nodes: TypeAlias = list[tuple[str, Tree]]


class Parsed(NamedTuple):
    """A module with its syntax tree."""

    module: Module
    tree: Tree


class Scope:
    """A module as names are looked up in it."""

    def __init__(self, parsed: Parsed) -> None:
        self.path = parsed.module.path
        self.statements = statements(parsed.tree)
        self.package = next(s.path for s in self.statements if s.kind == "package")
        self.rules = [s for s in self.statements if s.kind not in ("package", "import")]
        self.tree = parsed.tree
        self.source = source = parsed.module.text.encode()
        self.nodes = [list(walk(rule.node)) for rule in self.rules]
        self.imports: dict[str, Path] = {}
        for statement in self.statements:
            if statement.kind == "import":
                alias = statement.node.get("as")
                name = source[alias["start"] : alias["end"]].decode() if alias else statement.path[-1]
                self.imports[name] = statement.path

    def absolute(self, parts: Parts) -> list[Parts]:
        """The path below `data` that a reference means, if it means one."""
        if not parts or parts[0] is None or parts[0] == "input":
            return []
        if parts[0] == "data":
            return [parts[1:]]
        imported = self.imports.get(parts[0])
        if imported is not None:
            return [imported[1:] + parts[1:]] if imported[0] == "data" else []
        return [self.package + parts]

    def position(self, node: Tree) -> Position:
        """Where a node stands."""
        return Position(self.path, node["span"]["line"], node["span"]["col"])


class Graph:
    """Rules and functions of all modules, and which uses which."""

    def __init__(self, parsed: Sequence[Parsed]) -> None:
        self.scopes = [Scope(item) for item in parsed]
        self.packages = {scope.package for scope in self.scopes}
        self.functions: dict[Parts, int] = {}
        self.rules: dict[Parts, tuple[Scope, Statement]] = {}
        self.paths: list[Path] = []
        for scope in self.scopes:
            for rule in scope.rules:
                if rule.path not in self.rules:
                    self.rules[rule.path] = (scope, rule)
                    self.paths.append(rule.path)
                arguments = _arguments(rule)
                if arguments:
                    self.functions.setdefault(rule.path, len(arguments))
        self.known = {*self.rules, *self.packages}
        self.prefixes = {path[:length] for path in self.rules for length in range(len(path))}
        self.known |= self.prefixes

    def function(self, scope: Scope, path: Path) -> Parts | None:
        """The user's function that a call means, if it is one."""
        return next((candidate for candidate in scope.absolute(path) if candidate in self.functions), None)

    def uses(self, scope: Scope, rule: Statement, nodes: Nodes) -> set[Path]:
        """The rules and functions that a rule refers to; a name that it binds itself is no rule."""
        bound = _bound(rule, nodes, scope.source)
        parts_of_others = _name(rule)
        used: set[Path] = set()
        for kind, node in nodes:
            if "refr" in node:
                parts_of_others.update(map(id, node["refr"].values()))
            if kind in ("Var", "RefDot", "RefBrack") and id(node) not in parts_of_others:
                parts = components({kind: node})
                if parts and parts[0] not in bound:
                    for absolute in scope.absolute(parts):
                        used |= self._rules_at(absolute)
        return used

    def _rules_at(self, parts: Parts) -> set[Path]:
        """The rules that a path leads to or through, and, where a part of it is unknown, may lead to or through."""
        known = list(takewhile(lambda part: part is not None, parts))
        for length in range(len(known), 0, -1):
            if parts[:length] in self.rules:
                return {self.rules[parts[:length]][1].path}
        if len(known) == len(parts) or parts[: len(known)] not in self.prefixes:
            return set()
        return {
            rule
            for rule in self.paths
            if all(part is None or part == name for part, name in zip(parts, rule, strict=False))
        }

    def recursions(self) -> list[Diagnostic]:
        """A rule or function that needs itself: OPA refuses it, and regorus overflows its stack."""
        uses: dict[Path, set[Path]] = {path: set() for path in self.paths}
        for scope in self.scopes:
            for rule, nodes in zip(scope.rules, scope.nodes, strict=True):
                uses[rule.path] |= self.uses(scope, rule, nodes)
        found = []
        for cycle in _cycles(uses):
            scope, rule = self.rules[cycle[0]]
            chain = " -> ".join(".".join(path) for path in [*cycle, cycle[0]])
            kind = "function" if cycle[0] in self.functions else "rule"
            message = f"{kind} data.{'.'.join(cycle[0])} is recursive: {chain}"
            found.append(Diagnostic("rego_recursion_error", message, Position(scope.path, rule.line, rule.column)))
        return found


def _arguments(rule: Statement) -> list[Tree]:
    """The arguments of a function or of a function's default; empty for a rule."""
    node = rule.node if rule.kind == "default" else rule.node["head"].get("Func", {})
    arguments: list[Tree] = node.get("args", [])
    return arguments


def _name(rule: Statement) -> set[int]:
    """The identities of the nodes that make up the rule's name: a rule does not use itself by having a name."""
    if rule.kind == "default":
        refr = rule.node["refr"]
    else:
        ((_, head),) = rule.node["head"].items()
        refr = head["refr"]
    found = set()
    while refr:
        ((_, value),) = refr.items()
        found.add(id(value))
        refr = value.get("refr")
    return found


def _bound(rule: Statement, nodes: Nodes, source: bytes) -> set[str]:
    """Names that a rule binds: its arguments, `some`, `every`, `:=`."""
    names: set[str] = set()

    def patterns(*parts: Tree | None) -> None:
        names.update(node["value"] for kind, node in walk(list(parts)) if kind == "Var")

    def spans(*parts: Tree | None) -> None:
        names.update(source[span["start"] : span["end"]].decode() for span in parts if span)

    patterns(*_arguments(rule))
    for kind, node in nodes:
        if kind == "SomeVars":
            spans(*node["vars"])
        elif kind == "SomeIn":
            patterns(node["key"], node["value"])
        elif kind == "Every":
            spans(node["key"], node["value"])
        elif kind == "AssignExpr" and node["op"] == "ColEq":
            patterns(node["lhs"])
    return names


def _cycles(uses: dict[Path, set[Path]]) -> list[list[Path]]:
    """One shortest cycle for each rule that is the first, in order, of those that need each other."""
    found: list[list[Path]] = []
    seen: set[Path] = set()
    for start in sorted(uses):
        if start in seen:
            continue
        before: dict[Path, Path] = {}
        queue = [start]
        for path in queue:
            for used in sorted(uses.get(path, ())):
                if used == start:
                    cycle = [path]
                    while cycle[-1] != start:
                        cycle.append(before[cycle[-1]])
                    cycle.reverse()
                    seen.update(cycle)
                    found.append(cycle)
                    queue.clear()
                    break
                if used not in before:
                    before[used] = path
                    queue.append(used)
    return found
