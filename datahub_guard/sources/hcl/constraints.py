"""Type constraints of variables: `map(object({ name = string, days = optional(number, 90) }))`."""

from __future__ import annotations

from typing import Any

from datahub_guard.errors import nearest
from datahub_guard.model.values import ANY
from datahub_guard.sources.hcl.calls import CallNode
from datahub_guard.sources.hcl.convert import convert
from datahub_guard.sources.hcl.errors import EvaluationError
from datahub_guard.sources.hcl.nodes import Literal, NameNode, Node, ObjectNode, TupleNode
from datahub_guard.sources.hcl.scope import CONSTANT
from datahub_guard.sources.hcl.types import Optional, object_type

_PRIMITIVES = ("string", "number", "bool", "any")
_COLLECTIONS = ("list", "set", "map")
_KNOWN = (*_PRIMITIVES, *_COLLECTIONS, "object", "tuple", "optional")


def read_constraint(node: Node) -> Any:
    """The type that an expression names, with `Optional` attributes; raises EvaluationError for what is no type."""
    if isinstance(node, NameNode):
        return _named(node.name)
    if isinstance(node, Literal) and isinstance(node.value, str):
        # Terraform 0.11 wrote types in quotes
        return _named(node.value)
    if not isinstance(node, CallNode):
        raise EvaluationError("this is no type: write string, list(string), object({ ... }) or the like")
    name, arguments = node.name, node.arguments
    if len(arguments) != 1:
        raise EvaluationError(f"{name}() takes one type{nearest(name, _KNOWN) if name not in _KNOWN else ''}")
    if name in _COLLECTIONS:
        return (name, read_constraint(arguments[0]))
    if name == "tuple" and isinstance(arguments[0], TupleNode):
        return ("tuple", tuple(read_constraint(item) for item in arguments[0].items))
    if name == "object" and isinstance(arguments[0], ObjectNode):
        return object_type([(_key(key), _attribute(value)) for key, value in arguments[0].items])
    if name == "optional":
        raise EvaluationError("optional() stands for an attribute of an object type only")
    raise EvaluationError(f"there is no type {name}(){nearest(name, _KNOWN)}, or it has the wrong argument")


def _named(name: str) -> Any:
    if name in _PRIMITIVES:
        return name
    if name in _COLLECTIONS:
        return (name, ANY)
    raise EvaluationError(f"there is no type {name}{nearest(name, _KNOWN)}")


def _key(key: str | Node) -> str:
    if not isinstance(key, str):
        raise EvaluationError("the attributes of an object type are named plainly")
    return key


def _attribute(node: Node) -> Any:
    if not isinstance(node, CallNode) or node.name != "optional":
        return read_constraint(node)
    if not 1 <= len(node.arguments) <= 2:
        raise EvaluationError("optional() takes a type and, if wanted, a default")
    kind = read_constraint(node.arguments[0])
    default = node.arguments[1].evaluate(CONSTANT) if len(node.arguments) > 1 else None
    return Optional(kind, convert(default, kind))
