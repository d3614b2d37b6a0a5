"""Calls of functions: evaluated arguments go to eager functions, nodes to lazy ones such as `try`."""

from __future__ import annotations

from collections.abc import Callable

from datahub_guard.errors import nearest
from datahub_guard.model.values import ANY, ListValue, Sensitive, SetValue, Unknown, Value, unknown_from
from datahub_guard.sources.hcl.errors import EvaluationError
from datahub_guard.sources.hcl.marks import mark
from datahub_guard.sources.hcl.nodes import Literal, Node
from datahub_guard.sources.hcl.scope import Scope
from datahub_guard.sources.hcl.types import kind_of

READS_MODULE = frozenset(
    (
        "abspath",
        "file",
        "filebase64",
        "filebase64sha256",
        "filebase64sha512",
        "fileexists",
        "filemd5",
        "fileset",
        "filesha1",
        "filesha256",
        "filesha512",
        "templatefile",
    )
)
"""Functions whose result depends on where the module stands, even with constant arguments."""


class CallNode(Node):
    """`name(a, b)`; with `expanded` the last argument is a list of arguments: `name(a, list...)`.

    The function is looked up when it is first called: parsing needs none of them.
    """

    __slots__ = ("_call", "arguments", "expanded", "name")

    def __init__(self, name: str, arguments: list[Node], expanded: bool) -> None:
        self.name = name
        self.arguments = arguments
        self.expanded = expanded
        self._call: Callable[[Scope], Value] | None = None

    def evaluate(self, scope: Scope) -> Value:
        call = self._call
        if call is None:
            call = self._call = self._bind()
        return call(scope)

    def _bind(self) -> Callable[[Scope], Value]:
        from datahub_guard.sources.hcl.functions import FUNCTIONS, LAZY

        name = self.name.removeprefix("core::")
        if name in LAZY:
            return self._lazily(LAZY[name])
        if name in FUNCTIONS:
            return self._eagerly(FUNCTIONS[name])
        return self._unavailable

    def _unavailable(self, scope: Scope) -> Value:
        if self.name.startswith("provider::"):
            values = [argument.evaluate(scope) for argument in self.arguments]
            return unknown_from(*values, reason=f"{self.name} is a function of a provider, which is not asked")
        from datahub_guard.sources.hcl.functions import FUNCTIONS, LAZY

        raise EvaluationError(f"there is no function {self.name}{nearest(self.name, [*FUNCTIONS, *LAZY])}")

    def _lazily(self, function: Callable[[Scope, list[Node]], Value]) -> Callable[[Scope], Value]:
        def call(scope: Scope) -> Value:
            nodes = self.arguments
            if self.expanded:
                *nodes, last = nodes
                more = _expanded(last.evaluate(scope))
                if isinstance(more, Unknown):
                    return more
                nodes = [*nodes, *map(Literal, more)]
            return function(scope, nodes)

        return call

    def _eagerly(self, function: Callable[..., Value]) -> Callable[[Scope], Value]:
        arguments, expanded = self.arguments, self.expanded

        def call(scope: Scope) -> Value:
            values = [argument.evaluate(scope) for argument in arguments]
            if expanded:
                more = _expanded(values.pop())
                if isinstance(more, Unknown):
                    return more
                values.extend(more)
            try:
                return function(*values)
            except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
                # no value of a stranger may end the run, even where a function has not thought of it
                raise EvaluationError(f"{self.name} cannot take these values: {error}") from error

        return call


def _expanded(last: Value) -> list[Value] | Unknown:
    """Return the arguments that `last...` stands for. Raises EvaluationError where it is no list, tuple or set."""
    marked = type(last) is Sensitive
    if marked:
        last = last.value
    kind = type(last)
    if kind is Unknown:
        if isinstance(last.type, str) and last.type != ANY:
            raise EvaluationError(f"... needs a list, and this is a {last.type}")
        return unknown_from(last)
    if kind is not list and kind is not ListValue and kind is not SetValue:
        raise EvaluationError(f"... needs a list, and this is {'null' if last is None else f'a {kind_of(last)}'}")
    return [mark(item) for item in last] if marked else list(last)
