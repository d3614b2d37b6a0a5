"""What an expression refers to, followed through locals, variables, module calls, outputs and other stacks' states.

It is followed on the syntax, not on the value: a value that is known has origins too. Where a part of a structure is
asked for, only what can get into that part is followed, as far as the syntax and the known values tell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datahub_guard.model.paths import Path
from datahub_guard.model.values import Value
from datahub_guard.sources.hcl import tracing_values
from datahub_guard.sources.hcl.expansion import Key
from datahub_guard.sources.hcl.pointing import Found, find, written
from datahub_guard.sources.hcl.tracing import TRACES, Bound, Env, Tracer, each_of

if TYPE_CHECKING:
    from datahub_guard.sources.hcl.instances import ResourceInstance
    from datahub_guard.sources.hcl.module import ModuleInstance

TRACES.update(tracing_values.TRACES)


def origins(instance: ResourceInstance, path: Path) -> tuple[str, ...]:
    """The full addresses behind the argument, block or key at `path` of an instance."""
    found = find(instance, path)
    tracer = Tracer()
    env = _env(instance, found)
    if found.argument is not None:
        tracer.argument(found.argument, env, written(found))
    elif found.rest and instance.node.key[0] == "data" and not found.steps:
        tracer.body(instance.node.body, env)
    elif not found.rest:
        tracer.body(found.body, env)
    return tuple(tracer.found)


def output_origins(module: ModuleInstance, name: str, path: Path = ()) -> tuple[str, ...]:
    """The full addresses behind a module's output."""
    tracer = Tracer()
    tracer.output(module, name, path)
    return tuple(tracer.found)


def _env(instance: ResourceInstance, found: Found) -> Env:
    """The environment at the end of a path: `each` of the resource, then the iterators of dynamic blocks."""
    module = instance.node.module
    env = Env(instance.scope, each_of(instance.node.body, Env(module.scope, {}), instance.key))
    for step in found.steps:
        if step.nested.for_each is not None and step.nested.for_each.expression is not None:
            key = _key_of(step.inner.names.get(step.nested.iterator))
            bound = Bound(step.nested.for_each.expression.node, env, key, True)
            env = env.child({step.nested.iterator: bound}, step.inner)
    return env


def _key_of(pair: Value) -> Key:
    key = pair.get("key") if isinstance(pair, dict) else None
    return key if isinstance(key, (str, int)) else None
