"""The type of an expression whose value has a null in it.

A null is a null here, whatever its type, and nothing that is decided on depends on it. Terraform gives every null a
type and shows it in a plan; where that has to be shown here, it is found again from the expression.
"""

from __future__ import annotations

from datahub_guard.model.values import ANY, Type, Value
from datahub_guard.sources.hcl.calls import CallNode
from datahub_guard.sources.hcl.errors import EvaluationError
from datahub_guard.sources.hcl.functions.signature import Function
from datahub_guard.sources.hcl.marks import plain
from datahub_guard.sources.hcl.nodes import ConditionalNode, Node, ObjectNode, TupleNode, VariableNode
from datahub_guard.sources.hcl.scope import Scope
from datahub_guard.sources.hcl.types import has_any, type_of, unify


def completed_type(value: Value, node: Node, scope: Scope) -> Type:
    """Return the type of a value, with the types of nulls in it as far as the expression that gave it tells them."""
    of = type_of(value)
    return _filled(of, _type_of_node(node, scope)) if has_any(of) else of


def _filled(of: Type, known: Type) -> Type:
    """Return the type with what is open in it taken from another type of the same structure."""
    if of == ANY:
        return known
    if isinstance(of, str) or isinstance(known, str) or of[0] != known[0]:
        return of
    kind, inner = of
    if kind == "tuple" and len(inner) == len(known[1]):
        return (kind, tuple(map(_filled, inner, known[1])))
    if kind == "object":
        more = dict(known[1])
        return (kind, tuple((name, _filled(part, more.get(name, ANY))) for name, part in inner))
    return of


def _type_of_node(node: Node, scope: Scope) -> Type:
    try:
        value = plain(node.evaluate(scope))
        of = type_of(value)
        if not has_any(of):
            return of
        if isinstance(node, ConditionalNode):
            arms = [_type_of_node(arm, scope) for arm in (node.yes, node.no)]
            return _filled(of, unify([arm for arm in arms if arm != ANY]) or ANY)
        if isinstance(node, CallNode):
            return _filled(of, _type_of_call(node, scope))
        if isinstance(node, VariableNode):
            return _filled(of, _type_of_variable(node.name, scope))
        if isinstance(node, TupleNode):
            return _filled(of, ("tuple", tuple(_type_of_node(item, scope) for item in node.items)))
        if isinstance(node, ObjectNode):
            parts = [(key, _type_of_node(part, scope)) for key, part in node.items if isinstance(key, str)]
            return _filled(of, ("object", tuple(sorted(parts))))
        return of
    except EvaluationError:
        return ANY


def _type_of_variable(name: str, scope: Scope) -> Type:
    from datahub_guard.sources.hcl.module import ModuleInstance
    from datahub_guard.sources.hcl.variables import declaration

    module = scope.module
    return declaration(module.definition, name).value_type if isinstance(module, ModuleInstance) else ANY


def _type_of_call(node: CallNode, scope: Scope) -> Type:
    from datahub_guard.sources.hcl.functions import FUNCTIONS

    function = FUNCTIONS.get(node.name.removeprefix("core::"))
    if not isinstance(function, Function) or node.expanded:
        return ANY
    return function.result_type(*[plain(argument.evaluate(scope)) for argument in node.arguments]) or ANY
