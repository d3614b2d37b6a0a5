"""The portable subset of Rego: what all engines take and answer alike, checked before anything is evaluated.

regorus compiles what is wrong without a word where no query reaches it, reads some texts exponentially slowly, and
dies of others; OPA has builtins and syntax that regorus lacks. What is refused here is refused with every engine, so
that a rule that loads gives one answer everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from datahub_guard.rules.rego.builtins import ARITY, EXTENSIONS, VARIADIC, refusal
from datahub_guard.rules.rego.names import Graph, Parsed, Scope
from datahub_guard.rules.rego.protocol import Diagnostic, Module, Position
from datahub_guard.rules.rego.syntax import Tree, nesting, reference, root, template_string, walk

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
    graph = Graph(parsed)
    found = []
    for scope in graph.scopes:
        found += [
            *_keyword_references(scope),
            *_new_syntax(scope),
            *_check_calls(scope, graph),
            *_unknown_rules(scope, graph),
        ]
    return sorted([*found, *graph.recursions()], key=lambda diagnostic: diagnostic.position)


def _keyword_references(scope: Scope) -> Iterator[Diagnostic]:
    imports = [s.node for s in scope.statements if s.kind == "import" and s.path[0] != "future"]
    for kind, node in chain(walk([scope.tree["package"], *imports]), *scope.nodes):
        if kind == "RefDot" and node["field"][1] in KEYWORDS:
            field = node["field"]
            position = Position(scope.path, field[0]["line"], field[0]["col"])
            message = f'`.{field[1]}`: a keyword after a dot is not portable: write ["{field[1]}"]'
            yield Diagnostic("portability", message, position)


def _new_syntax(scope: Scope) -> Iterator[Diagnostic]:
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


def _check_calls(scope: Scope, graph: Graph) -> Iterator[Diagnostic]:
    for kind, node in chain.from_iterable(scope.nodes):
        if kind != "Call":
            continue
        path, whole = reference(node["fcn"])
        name = ".".join(path)
        position = scope.position(root(node["fcn"]))
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


def _unknown_rules(scope: Scope, graph: Graph) -> Iterator[Diagnostic]:
    """A reference into one of the loaded packages to a rule that it has not: undefined for ever, so misspelt."""
    called = {
        id(value) for kind, node in chain.from_iterable(scope.nodes) if kind == "Call" for value in node["fcn"].values()
    }
    for kind, node in chain.from_iterable(scope.nodes):
        if kind not in ("RefDot", "RefBrack") or id(node) in called:
            continue
        path, whole = reference({kind: node})
        if not whole or len(path) < 2 or (path[0] != "data" and path[0] not in scope.imports):
            continue
        for absolute in scope.absolute(path):
            if absolute[:-1] in graph.packages and absolute not in graph.known:
                name = ".".join(part for part in absolute if part)
                message = f"data.{name}: the package has no rule of this name (nor may data lie there)"
                yield Diagnostic("rego_type_error", message, scope.position(root({kind: node})))
