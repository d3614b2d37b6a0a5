"""`strings.render_template`: the part of Go's text/template that messages need.

Fields, variables, literals, `if`/`else if`/`else`, `range`, `with`, comments and trim markers. Pipelines and
functions are refused, not ignored.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from datahub_guard.rules.rego.extensions.operands import BuiltinError, mismatch, text

Node: TypeAlias = Callable[["Scope"], str]

_ACTION = re.compile(
    r"\{\{(?:-\s)?\s*(?:/\*.*?\*/|((?:\"(?:\\.|[^\"\\])*\"|`[^`]*`|(?!\}\}).)*?))\s*(?:\s-)?\}\}", re.DOTALL
)
_TERM = re.compile(r'(\$\w*)?((?:\.\w+)*\.?)|("(?:\\.|[^"\\])*")|`([^`]*)`|([+-]?\d+(?:\.\d+)?)|(true|false)')
_ASSIGNMENT = re.compile(r"(\$\w+)\s*:?=\s*(.+)", re.DOTALL)
_LOOP = re.compile(r"(?:(\$\w+)\s*(?:,\s*(\$\w+)\s*)?:=\s*)?(.+)", re.DOTALL)

MISSING = object()


class Scope:
    """What `.` and the variables are."""

    __slots__ = ("dot", "variables")

    def __init__(self, dot: Any, variables: dict[str, Any]) -> None:
        self.dot = dot
        self.variables = variables

    def inner(self, dot: Any, **variables: Any) -> Scope:
        """A scope with another `.` and further variables (named without their `$`)."""
        return Scope(dot, {**self.variables, **{f"${name}": value for name, value in variables.items()}})


def render_template(value: Any, variables: Any) -> str:
    """The template with the values of an object in it; a value that is missing shows as `<undefined>`."""
    source = text("strings.render_template", 1, value)
    if not isinstance(variables, dict):
        raise mismatch("strings.render_template", 2, "object", variables)
    parser = _Parser(source)
    body, _ = parser.block(())
    return _all(body)(Scope(variables, {"$": variables})).replace("<no value>", "<undefined>")


def _error(what: str) -> BuiltinError:
    return BuiltinError(f"strings.render_template: {what}")


class _Parser:
    """Turns a template into nodes; `parts` alternates text and actions, a comment is an action of None."""

    def __init__(self, source: str) -> None:
        self.parts: list[tuple[str, str]] = []
        at = 0
        for match in _ACTION.finditer(source):
            before = source[at : match.start()]
            self._text(before.rstrip() if match[0].startswith("{{-") else before)
            if match[1] is not None:
                self.parts.append(("action", match[1].strip()))
            at = match.end()
            if match[0].endswith("-}}"):
                at += len(source[at:]) - len(source[at:].lstrip())
        if "{{" in source[at:]:
            raise _error("unclosed action")
        self._text(source[at:])
        self.at = 0

    def _text(self, value: str) -> None:
        if "{{" in value:
            raise _error("unclosed action")
        self.parts.append(("text", value))

    def block(self, ends: tuple[str, ...]) -> tuple[list[Node], str]:
        """The nodes up to an action that begins with one of `ends`, and that action."""
        nodes: list[Node] = []
        while self.at < len(self.parts):
            kind, value = self.parts[self.at]
            self.at += 1
            if kind == "text":
                nodes.append(_constant(value))
                continue
            word, _, rest = value.partition(" ")
            if word in ends:
                return nodes, value
            if word in ("if", "with", "range"):
                nodes.append(self._control(word, rest.strip()))
            elif word in ("else", "end"):
                raise _error(f"unexpected {{{{{word}}}}}")
            else:
                nodes.append(_assignment(value) or _shown(value))
        if ends:
            raise _error("unexpected EOF")
        return nodes, ""

    def _control(self, word: str, condition: str) -> Node:
        body, end = self.block(("else", "end"))
        otherwise: list[Node] = []
        if end.startswith("else"):
            chained, _, rest = end[4:].strip().partition(" ")
            if chained in ("if", "with"):
                otherwise = [self._control(chained, rest.strip())]
            elif chained:
                raise _error(f"unexpected {chained!r} after else")
            else:
                otherwise, _ = self.block(("end",))
        make = {"if": _if, "with": _with, "range": _range}[word]
        return make(condition, _all(body), _all(otherwise))


def _constant(value: str) -> Node:
    return lambda scope: value


def _all(nodes: Iterable[Node]) -> Node:
    nodes = list(nodes)
    return lambda scope: "".join([node(scope) for node in nodes])


def _if(condition: str, body: Node, otherwise: Node) -> Node:
    value = _term(condition)
    return lambda scope: body(scope) if _true(value(scope)) else otherwise(scope)


def _with(condition: str, body: Node, otherwise: Node) -> Node:
    value = _term(condition)

    def render(scope: Scope) -> str:
        dot = value(scope)
        return body(scope.inner(dot)) if _true(dot) else otherwise(scope)

    return render


def _range(condition: str, body: Node, otherwise: Node) -> Node:
    match = _LOOP.fullmatch(condition)
    if match is None:
        raise _error("missing value for range")
    first, second, term = match[1], match[2], _term(match[3])

    def render(scope: Scope) -> str:
        items = _items(term(scope))
        shown = []
        for key, value in items:
            names = {first[1:]: key, second[1:]: value} if second else {first[1:]: value} if first else {}
            shown.append(body(scope.inner(value, **names)))
        return "".join(shown) if items else otherwise(scope)

    return render


def _items(value: Any) -> list[tuple[Any, Any]]:
    if value is MISSING or value is None:
        return []
    if isinstance(value, dict):
        return sorted(value.items())
    if isinstance(value, (list, tuple)):
        return list(enumerate(value))
    raise _error(f"range can't iterate over {_text_of(value)}")


def _assignment(action: str) -> Node | None:
    match = _ASSIGNMENT.fullmatch(action)
    if match is None:
        return None
    name, value = match[1], _term(match[2])

    def assign(scope: Scope) -> str:
        scope.variables[name] = value(scope)
        return ""

    return assign


def _shown(action: str) -> Node:
    value = _term(action)
    return lambda scope: _text_of(value(scope), top=True)


def _term(source: str) -> Callable[[Scope], Any]:
    match = _TERM.fullmatch(source.strip())
    if not source.strip() or match is None:
        raise _error(f"unsupported action {source!r}: pipelines and functions are not rendered by this engine")
    variable, path, quoted, raw, number, boolean = match.groups()
    if quoted is not None:
        constant: Any = json.loads(quoted)
    elif raw is not None:
        constant = raw
    elif number is not None:
        constant = float(number) if "." in number else int(number)
    elif boolean is not None:
        constant = boolean == "true"
    else:
        names = [name for name in path.split(".") if name]
        return lambda scope: _field(_variable(scope, variable) if variable else scope.dot, names)
    return lambda scope: constant


def _variable(scope: Scope, name: str) -> Any:
    if name not in scope.variables:
        raise _error(f"undefined variable {name!r}")
    return scope.variables[name]


def _field(value: Any, names: list[str]) -> Any:
    for name in names:
        if value is MISSING:
            return MISSING
        if value is None:
            raise _error(f"nil pointer evaluating interface {{}}.{name}")
        if not isinstance(value, dict):
            raise _error(f"can't evaluate field {name} in type interface {{}}")
        value = value.get(name, MISSING)
    return value


def _true(value: Any) -> bool:
    """A number is always true: to the template it is a text that is not empty."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return True
    return value is not MISSING and bool(value)


def _text_of(value: Any, *, top: bool = False) -> str:
    if value is MISSING or (value is None and top):
        return "<no value>"
    if value is None:
        return "<nil>"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "map[" + " ".join(f"{key}:{_text_of(item)}" for key, item in sorted(value.items())) + "]"
    if isinstance(value, (list, tuple)):
        return "[" + " ".join(map(_text_of, value)) + "]"
    if isinstance(value, (set, frozenset)):
        raise _error("a set has no place in a template")
    return str(value)


FUNCTIONS: dict[str, Callable[..., Any]] = {"strings.render_template": render_template}
