"""Following what makes values of values: structures, conditionals, loops, calls."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from datahub_guard.model.paths import Path
from datahub_guard.model.values import MapValue, Unknown, Value, reveal
from datahub_guard.sources.hcl import nodes
from datahub_guard.sources.hcl.blocks import pairs_of
from datahub_guard.sources.hcl.calls import CallNode
from datahub_guard.sources.hcl.errors import EvaluationError
from datahub_guard.sources.hcl.iteration import ForNode, SplatItemNode, SplatNode
from datahub_guard.sources.hcl.json_syntax import JsonStringNode
from datahub_guard.sources.hcl.scope import Reference
from datahub_guard.sources.hcl.templates import JoinNode, TemplateNode
from datahub_guard.sources.hcl.tracing import MOST_FOLLOWED, Bound, Env, Tracer, evaluated

_KEEP_STRUCTURE = frozenset({"tolist", "tomap", "sensitive", "nonsensitive", "ephemeralasnull"})
"""Functions whose result has the parts of their argument in the same places."""


def _all_of(tracer: Tracer, parts: Sequence[nodes.Node], env: Env, path: Path = ()) -> None:
    for part in parts:
        tracer.node(part, env, path)


# -- structures ---------------------------------------------------------------------------------------------------


def _tuple(tracer: Tracer, node: nodes.TupleNode, env: Env, path: Path) -> None:
    if path and isinstance(path[0], int) and path[0] < len(node.items):
        tracer.node(node.items[path[0]], env, path[1:])
    else:
        _all_of(tracer, node.items, env, path[1:])


def _object(tracer: Tracer, node: nodes.ObjectNode, env: Env, path: Path) -> None:
    wanted = str(path[0]) if path else None
    for key, item in node.items:
        name = key if isinstance(key, str) else _text(key, env)
        if wanted is None or name is None or name == wanted:
            tracer.node(item, env, path[1:])
            if not isinstance(key, str) and wanted is None:
                tracer.node(key, env, ())


def _traversal(tracer: Tracer, node: nodes.TraversalNode, env: Env, path: Path) -> None:
    steps: list[str | int] = []
    for step in node.steps:
        if isinstance(step, str):
            steps.append(step)
            continue
        key = _key(step, env)
        if key is None:
            # it is not known which part is read
            tracer.node(node.source, env, tuple(steps))
            return
        steps.append(key)
    tracer.node(node.source, env, (*steps, *path))


# -- operators and templates --------------------------------------------------------------------------------------


def _conditional(tracer: Tracer, node: nodes.ConditionalNode, env: Env, path: Path) -> None:
    chosen = evaluated(node.condition, env)
    if chosen in (True, "true"):
        tracer.node(node.yes, env, path)
    elif chosen in (False, "false"):
        tracer.node(node.no, env, path)
    else:
        _all_of(tracer, (node.yes, node.no), env, path)


def _binary(tracer: Tracer, node: nodes.BinaryNode, env: Env, path: Path) -> None:
    _all_of(tracer, (node.left, node.right), env)


def _chain(tracer: Tracer, node: nodes.ChainNode, env: Env, path: Path) -> None:
    _all_of(tracer, (node.first, *(operand for _, _, operand in node.steps)), env)


def _unary(tracer: Tracer, node: nodes.UnaryNode, env: Env, path: Path) -> None:
    tracer.node(node.operand, env, ())


def _template(tracer: Tracer, node: TemplateNode, env: Env, path: Path) -> None:
    _all_of(tracer, [part for part in node.parts if isinstance(part, nodes.Node)], env)


def _json_string(tracer: Tracer, node: JsonStringNode, env: Env, path: Path) -> None:
    tracer.node(node.template, env, path)


def _join(tracer: Tracer, node: JoinNode, env: Env, path: Path) -> None:
    tracer.node(node.pieces, env, ())


# -- loops --------------------------------------------------------------------------------------------------------


def _loop(tracer: Tracer, node: ForNode, env: Env, path: Path) -> None:
    """A `for`: only the elements that can get to `path` are followed, where the collection's keys are known."""
    rest = path[2:] if node.grouped else path[1:]
    pairs = _pairs(evaluated(node.collection, env))
    if pairs is None:
        names = _names(node, Bound(node.collection, env, None, False))
        tracer.node(node.value, env.child(names), rest)
        return
    for key, value in _chosen(node, env, path, pairs):
        names = _names(node, Bound(node.collection, env, key, False))
        tracer.node(node.value, env.child(names, _round(node, env, key, value)), rest)


def _pairs(collection: Value) -> list[tuple[Value, Value]] | None:
    """Keys and values of a collection; `None` where they are not known, or too many to follow each."""
    try:
        pairs = list(pairs_of(collection)) if not isinstance(collection, Unknown) else None
    except EvaluationError:
        return None
    if pairs is None or len(pairs) > MOST_FOLLOWED or any(isinstance(key, Unknown) for key, _ in pairs):
        return None
    return pairs


def _names(node: ForNode, bound: Bound) -> dict[str, Bound | None]:
    names: dict[str, Bound | None] = {node.value_name: bound}
    if node.key_name is not None:
        names[node.key_name] = None
    return names


def _round(node: ForNode, env: Env, key: Value, value: Value) -> Any:
    names = {node.value_name: value}
    if node.key_name is not None:
        names[node.key_name] = key
    return env.scope.child(names)


def _chosen(node: ForNode, env: Env, path: Path, pairs: list[tuple[Value, Value]]) -> Iterator[tuple[Any, Value]]:
    """The elements of the collection that get into the result, at the step of `path` where that is known."""
    position = 0
    certain = True
    for key, value in pairs:
        inner = env.child({}, _round(node, env, key, value))
        if node.condition is not None:
            met = evaluated(node.condition, inner)
            if met in (False, "false"):
                continue
            certain = certain and met in (True, "true")
        if node.key is not None:
            name = _text(node.key, inner) if path else None
            if name is not None and name != str(path[0]):
                continue
        elif path and isinstance(path[0], int) and certain and position != path[0]:
            position += 1
            continue
        position += 1
        yield key, value


def _splat(tracer: Tracer, node: SplatNode, env: Env, path: Path) -> None:
    source = evaluated(node.source, env)
    if isinstance(source, Reference):
        items = source.as_splat()
        single = isinstance(items, list) and len(items) == 1 and items[0] is source
    else:
        items, single = source, not isinstance(source, (list, Unknown))
    if not isinstance(items, list) or single or len(items) > MOST_FOLLOWED:
        # of one thing it is that thing; of a collection that is not known, any element
        names: dict[str, Bound | None] = {"*": Bound(node.source, env, None, single)}
        tracer.node(node.each, env.child(names), path[1:])
        return
    for index, item in enumerate(items):
        if not path or not isinstance(path[0], int) or path[0] == index:
            scope = env.scope.child({"*": item})
            tracer.node(node.each, env.child({"*": Bound(node.source, env, index, False)}, scope), path[1:])


def _splat_item(tracer: Tracer, node: SplatItemNode, env: Env, path: Path) -> None:
    bound = env.bound.get("*")
    if bound is None:
        return
    if bound.key is not None:
        path = (bound.key, *path)
    elif not bound.pair:
        path = ()
    tracer.node(bound.collection, bound.env, path)


# -- calls --------------------------------------------------------------------------------------------------------


def _call(tracer: Tracer, node: CallNode, env: Env, path: Path) -> None:
    name, arguments = node.name.removeprefix("core::"), node.arguments
    if not arguments:
        return
    if name in _KEEP_STRUCTURE:
        tracer.node(arguments[0], env, path)
    elif name == "merge" and path and not node.expanded:
        _merge(tracer, arguments, env, path)
    elif name == "lookup":
        _lookup(tracer, arguments, env, path)
    elif name in ("try", "coalesce"):
        _first(tracer, arguments, env, path, name == "coalesce")
    elif name == "one" and path:
        tracer.node(arguments[0], env, (0, *path))
    elif name == "element" and len(arguments) == 2:
        index = _key(arguments[1], env)
        tracer.node(arguments[0], env, (index, *path) if index is not None else ())
    else:
        _all_of(tracer, arguments, env)


def _merge(tracer: Tracer, arguments: Sequence[nodes.Node], env: Env, path: Path) -> None:
    """The last map that has the key; all of them where that is not known."""
    for argument in reversed(arguments):
        value = evaluated(argument, env)
        if not isinstance(value, (dict, MapValue)):
            tracer.node(argument, env, path)
        elif str(path[0]) in value:
            tracer.node(argument, env, path)
            return


def _lookup(tracer: Tracer, arguments: Sequence[nodes.Node], env: Env, path: Path) -> None:
    key = _key(arguments[1], env) if len(arguments) > 1 else None
    value = evaluated(arguments[0], env)
    if key is not None and isinstance(value, dict):
        if str(key) in value:
            tracer.node(arguments[0], env, (key, *path))
        else:
            _all_of(tracer, arguments[2:], env, path)
        return
    tracer.node(arguments[0], env, (key, *path) if key is not None else ())
    _all_of(tracer, arguments[2:], env, path)


def _first(tracer: Tracer, arguments: Sequence[nodes.Node], env: Env, path: Path, skip_empty: bool) -> None:
    """`try` and `coalesce`: the first argument that has a value, or all up to the first that may have one."""
    for argument in arguments:
        try:
            value = reveal(argument.evaluate(env.scope))
        except (EvaluationError, RecursionError):
            continue
        if skip_empty and (value is None or value == ""):
            continue
        tracer.node(argument, env, path)
        if not isinstance(value, Unknown):
            return


# -- values on the way --------------------------------------------------------------------------------------------


def _key(node: nodes.Node, env: Env) -> str | int | None:
    value = evaluated(node, env)
    return value if isinstance(value, (str, int)) and not isinstance(value, bool) else None


def _text(node: nodes.Node, env: Env) -> str | None:
    value = evaluated(node, env)
    return None if isinstance(value, (Unknown, list, dict)) or value is None else str(value)


TRACES: dict[type, Callable[[Tracer, Any, Env, Path], None]] = {
    nodes.BinaryNode: _binary,
    nodes.ChainNode: _chain,
    nodes.ConditionalNode: _conditional,
    nodes.ObjectNode: _object,
    nodes.TraversalNode: _traversal,
    nodes.TupleNode: _tuple,
    nodes.UnaryNode: _unary,
    CallNode: _call,
    ForNode: _loop,
    JoinNode: _join,
    JsonStringNode: _json_string,
    SplatItemNode: _splat_item,
    SplatNode: _splat,
    TemplateNode: _template,
}
