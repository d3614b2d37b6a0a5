"""Where the parts of a resource stand in the text, and which module calls lead to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from datahub_guard.model.paths import Path
from datahub_guard.model.places import Place, Related
from datahub_guard.model.values import Unknown, Value
from datahub_guard.sources.hcl import places
from datahub_guard.sources.hcl.blocks import dynamic_scopes
from datahub_guard.sources.hcl.body import Argument, Body, Nested, plain_value
from datahub_guard.sources.hcl.errors import EvaluationError
from datahub_guard.sources.hcl.nodes import TupleNode
from datahub_guard.sources.hcl.scope import Scope

if TYPE_CHECKING:
    from datahub_guard.sources.hcl.instances import ResourceInstance
    from datahub_guard.sources.hcl.module import ModuleInstance


class Step(NamedTuple):
    """A nested block on the way down, with the scope around it and the scope inside it."""

    nested: Nested
    outer: Scope
    inner: Scope


class Found(NamedTuple):
    """How far a path leads: through `steps`, to `argument` if it ends in one, and what of it is left (`rest`)."""

    steps: tuple[Step, ...]
    body: Body
    scope: Scope
    argument: Argument | None
    rest: Path


def find(instance: ResourceInstance, path: Path) -> Found:
    """Follow a path through the nested blocks of an instance."""
    body, scope = instance.node.body, instance.scope
    steps: list[Step] = []
    context = instance.node.module.context
    while path:
        name = str(path[0])
        argument = body.arguments.get(name)
        if argument is not None:
            return Found(tuple(steps), body, scope, argument, path[1:])
        nested = body.by_name.get(name)
        if nested is None:
            break
        path = path[1:]
        index = 0
        if path and isinstance(path[0], int):
            index, path = path[0], path[1:]
        step = None
        for block in nested:
            scopes = [scope]
            if block.for_each is not None:
                scopes = [inner for inner, _ in dynamic_scopes(block, scope, context)]
            if index < len(scopes):
                step = Step(block, scope, scopes[index])
                break
            index -= len(scopes)
        if step is None:
            break
        steps.append(step)
        body, scope = step.nested.body, step.inner
    return Found(tuple(steps), body, scope, None, path)


def written(found: Found) -> Path:
    """The rest of a path as the text has it: an element of a set stands there where it was written, not where it is
    sorted to. Where that cannot be told, nothing is left of the path."""
    argument, rest = found.argument, found.rest
    kind = argument.type if argument is not None else None
    if argument is None or not rest or not isinstance(kind, tuple) or kind[0] != "set":
        return rest
    node = argument.expression.node if argument.expression is not None else None
    if not isinstance(rest[0], int) or not isinstance(node, TupleNode):
        return ()
    try:
        wanted = _likeness(plain_value(argument.evaluate(found.scope))[rest[0]])
        items = [_likeness(plain_value(item.evaluate(found.scope))) for item in node.items]
    except (EvaluationError, RecursionError, LookupError, TypeError):
        return ()
    return (items.index(wanted), *rest[1:]) if wanted in items else ()


def _likeness(value: Value) -> Value:
    """What tells values apart: an unknown is known by its references."""
    return (value.references, value.reason) if type(value) is Unknown else value


def place(instance: ResourceInstance, path: Path) -> Place:
    """The place of the attribute or key at `path`, or of the header of the nearest block around it."""
    found = find(instance, path)
    if found.argument is not None:
        attribute = found.argument.attribute
        rest = written(found)
        if rest:
            from datahub_guard.sources.hcl.locate import locate

            offsets = locate(attribute, rest)
            if offsets is not None:
                return places.span(attribute.file, *offsets)
        return places.of_attribute(attribute)
    block = found.steps[-1].nested.block if found.steps else instance.node.body.block
    return places.of_header(block)


def related(module: ModuleInstance) -> tuple[Related, ...]:
    """The module calls that lead to a module, the innermost first."""
    out: list[Related] = []
    while module.call is not None and module.parent is not None:
        block = module.call.body.block
        out.append(Related(places.of_header(block), f"{module.path} is called here"))
        module = module.parent
    return tuple(out)
