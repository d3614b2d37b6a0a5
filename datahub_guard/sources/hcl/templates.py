"""Strings with `${...}` and `%{...}` in them: what they are made of, and their values."""

from __future__ import annotations

from datahub_guard.model.values import Sensitive, Unknown, Value, reveal, unknown_from
from datahub_guard.sources.hcl.convert import composed, to_string
from datahub_guard.sources.hcl.errors import EvaluationError
from datahub_guard.sources.hcl.iteration import ForNode
from datahub_guard.sources.hcl.limits import check_string
from datahub_guard.sources.hcl.marks import mark
from datahub_guard.sources.hcl.nodes import Node
from datahub_guard.sources.hcl.scope import Reference, Scope
from datahub_guard.sources.hcl.unknowns import text_with_holes


class TemplateNode(Node):
    """Pieces of text and of expressions that make a string."""

    __slots__ = ("parts",)
    static_type = "string"

    def __init__(self, parts: list[str | Node]) -> None:
        self.parts = parts

    def evaluate(self, scope: Scope) -> Value:
        pieces: list[Value] = []
        whole = True
        for part in self.parts:
            value = part if isinstance(part, str) else part.evaluate(scope)
            if type(value) is not str:
                value = _text(value)
                whole = whole and type(value) is str
            pieces.append(value)
        return composed(check_string("".join(pieces))) if whole else _with_holes(pieces)


class JoinNode(Node):
    """`%{ for ... }...%{ endfor }`: the pieces that a `for` gives, one behind the other."""

    __slots__ = ("pieces",)
    static_type = "string"

    def __init__(self, pieces: ForNode) -> None:
        self.pieces = pieces

    def evaluate(self, scope: Scope) -> Value:
        pieces = self.pieces.evaluate(scope)
        marked = type(pieces) is Sensitive
        if marked:
            pieces = pieces.value
        if type(pieces) is Unknown:
            pieces = unknown_from(pieces, type="string")
        else:
            pieces = _with_holes(pieces)
        return mark(pieces) if marked else pieces


def _text(value: Value) -> Value:
    """Return a value as a piece of a template: a string, an unknown string, or one that is sensitive."""
    if value is None:
        raise EvaluationError("null cannot be put into a string")
    if isinstance(value, Reference):
        raise EvaluationError("a whole resource or module cannot be put into a string: name an attribute of it")
    if type(value) is Unknown:
        if value.type is None or isinstance(value.type, str):
            return value
        raise EvaluationError(f"a {value.type[0]} cannot be put into a string")
    return to_string(value)


def _with_holes(pieces: list[Value]) -> Value:
    """Join pieces of which some may be unknown or sensitive."""
    text = text_with_holes([reveal(piece) for piece in pieces])
    return mark(text) if any(type(piece) is Sensitive for piece in pieces) else text
