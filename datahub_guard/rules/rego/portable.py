"""The portable subset of Rego: what all engines take and answer alike, checked before anything is evaluated.

regorus compiles what is wrong without a word where no query reaches it, reads some texts exponentially slowly, and
dies of others; OPA has builtins and syntax that regorus lacks. What is refused here is refused with every engine, so
that a rule that loads gives one answer everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple, TypeAlias

from datahub_guard.rules.rego.builtins import ARITY, EXTENSIONS, VARIADIC, refusal
from datahub_guard.rules.rego.protocol import Diagnostic, Module, Position
from datahub_guard.rules.rego.syntax import Path, Statement, Tree, nesting, reference, statements, template_string, walk

Nodes: TypeAlias = list[tuple[str, Tree]]

# regorus parses nested literals in time exponential in their depth: 12 takes 0.3 s, 14 takes 2 s.
DEEPEST = 12
LARGEST = 1 << 20
LONGEST_LINE = 65000
MOST_LINES = 19000
_KEYWORDS = """
as contains default else every false if import in not null package some true with
"""
KEYWORDS = frozenset(_KEYWORDS.split())
FUTURE = frozenset({"contains", "every", "if", "in"})

_VERB = re.compile(r"%(?:%|(?P<flags>[-+# 0]*)(?P<width>\d*|\*)(?:\.(?P<precision>\d*))?(?P<verb>[A-Za-z]?))")


class Parsed(NamedTuple):
    """A module with its syntax tree."""

    module: Module
    tree: Tree


def check_text(module: Module) -> list[Diagnostic]:
    """What must be known before the engine's parser sees the text."""
    text = module.text

    def found(code: str, message: str, offset: int = 0) -> list[Diagnostic]:
        line = text.count("\n", 0, offset) + 1
        return [Diagnostic(code, message, Position(module.path, line, offset - text.rfind("\n", 0, offset)))]

    if len(text.encode()) > LARGEST or text.count("\n") > MOST_LINES:
        return found("limit", f"a module may have {LARGEST >> 20} MB and {MOST_LINES} lines; data belongs into JSON")
    if text.startswith("\ufeff"):
        return found("rego_parse_error", "the file begins with a byte order mark: save it without one")
    if "\0" in text:
        return found("rego_parse_error", "the file holds a NUL character", text.index("\0"))
    depth, offset = nesting(text)
    if depth > DEEPEST:
        message = f"brackets are nested {depth} deep, more than {DEEPEST}: put such a document into JSON"
        return found("limit", message, offset)
    longest = max(text.split("\n"), key=len)
    if len(longest) > LONGEST_LINE:
        return found("limit", f"a line is longer than {LONGEST_LINE} characters", text.index(longest))
    template = template_string(text)
    if template is not None:
        return found("portability", 'template strings ($"...") are not portable: write sprintf', template)
    return []


def check_modules(parsed: Sequence[Parsed]) -> list[Diagnostic]:
    """What is wrong in modules that parse, taken together; in the order of the files."""
    graph = _Graph(parsed)
    found = []
    for scope in graph.scopes:
        found += [
            *_keyword_references(scope),
            *_new_syntax(scope),
            *_check_calls(scope, graph),
            *_unknown_rules(scope, graph),
        ]
    return sorted([*found, *graph.recursions()], key=lambda diagnostic: diagnostic.position)


class _Scope:
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

    def absolute(self, path: Path) -> list[Path]:
        """The paths below `data` that a reference may mean."""
        if not path or path[0] == "input":
            return []
        if path[0] == "data":
            return [path[1:]]
        imported = self.imports.get(path[0])
        if imported is not None:
            return [imported[1:] + path[1:]] if imported[0] == "data" else []
        return [self.package + path]

    def position(self, node: Tree) -> Position:
        """Where a node stands."""
        return Position(self.path, node["span"]["line"], node["span"]["col"])


class _Graph:
    """Rules and functions of all modules, and which uses which."""

    def __init__(self, parsed: Sequence[Parsed]) -> None:
        self.scopes = [_Scope(item) for item in parsed]
        self.packages = {scope.package for scope in self.scopes}
        self.functions: dict[Path, int] = {}
        self.rules: dict[Path, tuple[_Scope, Statement]] = {}
        for scope in self.scopes:
            for rule in scope.rules:
                self.rules.setdefault(rule.path, (scope, rule))
                arguments = _arguments(rule)
                if arguments:
                    self.functions.setdefault(rule.path, len(arguments))
        self.known = {*self.rules, *self.packages}
        self.prefixes = {path[:length] for path in self.rules for length in range(len(path))}
        self.known |= self.prefixes

    def function(self, scope: _Scope, path: Path) -> Path | None:
        """The user's function that a call means, if it is one."""
        return next((candidate for candidate in scope.absolute(path) if candidate in self.functions), None)

    def uses(self, scope: _Scope, rule: Statement, nodes: Nodes) -> set[Path]:
        """The rules and functions that a rule refers to; a name that it binds itself is no rule."""
        bound = _bound(rule, nodes, scope.source)
        name = _name(rule)
        used: set[Path] = set()
        for kind, node in nodes:
            if kind in ("Var", "RefDot", "RefBrack") and id(node) not in name:
                path, whole = reference({kind: node})
                if path and path[0] not in bound:
                    for absolute in scope.absolute(path):
                        used |= self._rules_at(absolute, whole)
        return used

    def _rules_at(self, path: Path, whole: bool) -> set[Path]:
        """The rule at a path or above it; below it too, where the path goes on with something unknown."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.rules:
                return {path[:length]}
        if not whole and path and path in self.prefixes:
            return {rule for rule in self.rules if rule[: len(path)] == path}
        return set()

    def recursions(self) -> list[Diagnostic]:
        """A rule or function that needs itself: OPA refuses it, and regorus overflows its stack."""
        uses: dict[Path, set[Path]] = {path: set() for path in self.rules}
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


def _keyword_references(scope: _Scope) -> Iterator[Diagnostic]:
    for kind, node in chain(walk([scope.tree["package"], scope.tree["imports"]]), *scope.nodes):
        if kind == "RefDot" and node["field"][1] in KEYWORDS:
            field = node["field"]
            position = Position(scope.path, field[0]["line"], field[0]["col"])
            message = f'`.{field[1]}`: a keyword after a dot is not portable: write ["{field[1]}"]'
            yield Diagnostic("portability", message, position)


def _new_syntax(scope: _Scope) -> Iterator[Diagnostic]:
    """Syntax that regorus reads as something else, or not at all."""
    for statement in scope.statements:
        if statement.kind == "import" and statement.path[:2] == ("future", "keywords"):
            unknown = set(statement.path[2:]) - FUTURE
            if unknown:
                message = f"import {'.'.join(statement.path)}: the keyword {unknown.pop()!r} is not portable"
                yield Diagnostic("portability", message, Position(scope.path, statement.line, statement.column))
    for kind, node in chain.from_iterable(scope.nodes):
        if kind == "NotExpr" and next(iter(node["expr"])) in ("Set", "Object", "SetCompr", "ObjectCompr"):
            message = "`not {` is not portable: put what is negated into a rule of its own"
            yield Diagnostic("portability", message, scope.position(node))


def _check_calls(scope: _Scope, graph: _Graph) -> Iterator[Diagnostic]:
    for kind, node in chain.from_iterable(scope.nodes):
        if kind != "Call":
            continue
        path, whole = reference(node["fcn"])
        name = ".".join(path)
        position = scope.position(node["fcn"][next(iter(node["fcn"]))])
        given = len(node["params"])
        user = graph.function(scope, path)
        if not whole or any(kind == "RefBrack" for kind, _ in walk(node["fcn"])):
            yield Diagnostic("portability", f"{name}: a function is called by a plain name", position)
        elif user is not None:
            if given not in (graph.functions[user], graph.functions[user] + 1):
                yield _arity(name, graph.functions[user], given, position)
        elif name in VARIADIC:
            continue
        elif name not in ARITY:
            reason = refusal(name)
            if reason is None:
                yield Diagnostic("rego_type_error", f"undefined function {name}", position)
            else:
                yield Diagnostic("portability", f"{name} may not be called: {reason}", position)
        else:
            yield from _check_builtin(name, node, position)


def _check_builtin(name: str, node: Tree, position: Position) -> Iterator[Diagnostic]:
    given, wanted = len(node["params"]), ARITY[name]
    if given == wanted + 1 and name in EXTENSIONS:
        message = f"{name}: take the result with `:=`, not as a last argument, which is not portable"
        yield Diagnostic("portability", message, position)
    elif given not in (wanted, wanted + 1):
        yield _arity(name, wanted, given, position)
    elif name == "sprintf":
        yield from _check_sprintf(node, position)


def _arity(name: str, wanted: int, given: int, position: Position) -> Diagnostic:
    return Diagnostic("rego_type_error", f"function {name} has {wanted} arguments, got {given}", position)


def _check_sprintf(node: Tree, position: Position) -> Iterator[Diagnostic]:
    """regorus drops what it does not know of a format, sometimes silently."""
    ((kind, template),) = node["params"][0].items()
    if kind not in ("String", "RawString"):
        return
    verbs = [match for match in _VERB.finditer(template["value"]) if match[0] != "%%"]
    for match in verbs:
        plain = not match["flags"] and not match["width"]
        precise = match["precision"] is None or match["verb"] == "f"
        if match["verb"] not in ("s", "v", "d", "f") or not plain or not precise:
            message = f"sprintf: {match[0]!r} is not portable: use %s, %v, %d, %f and %.2f"
            yield Diagnostic("portability", message, position)
    ((kind, values),) = node["params"][1].items()
    if kind == "Array" and len(values["items"]) != len(verbs):
        message = f"sprintf: the format has {len(verbs)} verbs, the array {len(values['items'])} values"
        yield Diagnostic("rego_type_error", message, position)


def _unknown_rules(scope: _Scope, graph: _Graph) -> Iterator[Diagnostic]:
    """A reference into one of the loaded packages to a rule that it has not: undefined for ever, so misspelt."""
    for kind, node in chain.from_iterable(scope.nodes):
        if kind not in ("RefDot", "RefBrack"):
            continue
        path, whole = reference({kind: node})
        if not whole or len(path) < 2 or (path[0] != "data" and path[0] not in scope.imports):
            continue
        for absolute in scope.absolute(path):
            if absolute[:-1] in graph.packages and absolute not in graph.known:
                message = f"data.{'.'.join(absolute)}: the package has no rule of this name (nor may data lie there)"
                yield Diagnostic("rego_type_error", message, scope.position(node))
