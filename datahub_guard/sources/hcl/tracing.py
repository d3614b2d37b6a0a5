"""Following names to what they stand for: variables, locals, outputs, resources, states of other stacks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from datahub_guard.model.paths import Path, path_text
from datahub_guard.model.values import SetValue, Unknown, Value, reveal
from datahub_guard.sources.hcl import nodes
from datahub_guard.sources.hcl.errors import EvaluationError, SyntaxFault
from datahub_guard.sources.hcl.expansion import ANY_KEY, Key
from datahub_guard.sources.hcl.scope import Scope

if TYPE_CHECKING:
    from datahub_guard.sources.hcl.body import Argument, Body
    from datahub_guard.sources.hcl.instances import ResourceInstance
    from datahub_guard.sources.hcl.module import ModuleInstance
    from datahub_guard.sources.hcl.module_calls import ModuleCallNode

MOST_FOLLOWED = 64
"""Instances of a module, or elements of a collection, that are followed where it is not known which one is meant."""

TRACES: dict[type, Callable[[Tracer, Any, Env, Path], None]] = {}
"""By class of node: what follows it."""


class Bound:
    """What a name such as `each` or an iterator goes over: an element of `collection`, by `key` where it is known."""

    __slots__ = ("collection", "env", "key", "pair")

    def __init__(self, collection: nodes.Node, env: Env, key: Key, pair: bool) -> None:
        self.collection = collection
        self.env = env
        self.key = key
        self.pair = pair


class Env:
    """A scope, with what its bound names go over."""

    __slots__ = ("bound", "scope")

    def __init__(self, scope: Scope, bound: dict[str, Bound | None]) -> None:
        self.scope = scope
        self.bound = bound

    @property
    def module(self) -> ModuleInstance:
        """The module instance in which names are looked up."""
        module: Any = self.scope.module
        while not hasattr(module, "definition"):
            module = module.module
        return module  # type: ignore[no-any-return]  # only a ModuleInstance has a definition

    def child(self, names: dict[str, Bound | None], scope: Scope | None = None) -> Env:
        """The same with more names."""
        return Env(scope or self.scope, {**self.bound, **names})


def each_of(body: Body, env: Env, key: Key) -> dict[str, Bound | None]:
    if body.for_each is None or body.for_each.expression is None:
        return {}
    return {"each": Bound(body.for_each.expression.node, env, None if key is ANY_KEY else key, True)}


class Tracer:
    """Collects origins, in the order in which they are met."""

    def __init__(self) -> None:
        self.found: dict[str, None] = {}
        self._visited: set[tuple[Any, ...]] = set()

    # -- where to begin --------------------------------------------------------------------------------------------

    def argument(self, argument: Argument, env: Env, path: Path) -> None:
        """Follow an argument."""
        if argument.expression is not None:
            self.node(argument.expression.node, env, path)

    def body(self, body: Body, env: Env) -> None:
        """Follow everything in a block."""
        for argument in body.arguments.values():
            self.argument(argument, env, ())
        for nested in body.blocks:
            inner = env
            if nested.for_each is not None and nested.for_each.expression is not None:
                self.argument(nested.for_each, env, ())
                inner = env.child({nested.iterator: Bound(nested.for_each.expression.node, env, None, True)})
            self.body(nested.body, inner)

    def node(self, node: nodes.Node, env: Env, path: Path) -> None:
        """Follow an expression to what may get into the part of its value at `path`."""
        trace = TRACES.get(type(node))
        if trace is not None:
            trace(self, node, env, path)

    # -- names -----------------------------------------------------------------------------------------------------

    def _enter(self, *key: Any) -> bool:
        """Whether this was not followed yet."""
        if key in self._visited:
            return False
        self._visited.add(key)
        return True

    def variable(self, node: nodes.VariableNode, env: Env, path: Path) -> None:
        module = env.module
        if not self._enter("var", id(module), node.name, path):
            return
        called = module.called_as
        if called is None:
            self.found[f"{module.prefix}var.{node.name}{_written(path)}"] = None
            return
        body = called.call.body
        argument = body.arguments.get(node.name)
        if argument is not None:
            outer = Env(called.scope, each_of(body, Env(called.call.module.scope, {}), called.key))
            self.argument(argument, outer, path)

    def local(self, node: nodes.LocalNode, env: Env, path: Path) -> None:
        module = env.module
        attribute = module.definition.locals.get(node.name)
        if attribute is not None and self._enter("local", id(module), node.name, path):
            try:
                self.node(attribute.expression.node, Env(module.scope, {}), path)
            except SyntaxFault:
                return

    def output(self, module: ModuleInstance, name: str, path: Path) -> None:
        """Follow an output of a module."""
        block = module.definition.outputs.get(name)
        attribute = block.attributes.get("value") if block is not None else None
        if attribute is not None and self._enter("output", id(module), name, path):
            try:
                self.node(attribute.expression.node, Env(module.scope, {}), path)
            except SyntaxFault:
                return

    def setting(self, node: nodes.SettingNode, env: Env, path: Path) -> None:
        if node.root == "terraform":
            self.found[f"terraform.{node.name}"] = None

    def module_call(self, node: nodes.ModuleNode, env: Env, path: Path) -> None:
        try:
            call = env.module.module_call(node.name)
        except EvaluationError:
            return
        expansion = call.expansion()
        values = list(call.instances.values())
        if expansion.kind:
            key = path[0] if path else None
            if path:
                path = path[1:]
            if key in call.instances:
                values = [call.instances[key]]
            elif ANY_KEY in call.instances:
                values = [call.instances[ANY_KEY]]
        self._outputs(call, values[:MOST_FOLLOWED], path)

    def _outputs(self, call: ModuleCallNode, values: Sequence[Any], path: Path) -> None:
        for value in values:
            if value.instance is None:
                self.found[f"{value.address}{_written(path)}"] = None
            elif path:
                self.output(value.instance, str(path[0]), path[1:])
            else:
                for name in value.instance.definition.outputs:
                    self.output(value.instance, name, ())

    def resource(self, node: nodes.ResourceNode, env: Env, path: Path) -> None:
        if node.root in env.scope.names or node.root in env.bound:
            inner = (node.name,) if node.root == node.type else (node.type, node.name)
            self.bound(node.root, env, inner + path)
            return
        try:
            found = env.module.resource((node.mode, node.type, node.name))
        except EvaluationError:
            return
        expansion = found.expansion()
        address = found.address
        if expansion.kind and path:
            key, path = path[0], path[1:]
            if key in found.instances:
                address = found.instances[key].address
                self._resource_part(found.instances[key], address, path)
                return
            if expansion.doubt is not None:
                self.found[f"{address}[*]{_written(path)}"] = None
                return
            self.found[f"{address}{_written((key, *path))}"] = None
            return
        if not expansion.kind:
            self._resource_part(found.instances[None], address, path)
        else:
            self.found[address] = None

    def _resource_part(self, instance: ResourceInstance, address: str, path: Path) -> None:
        self.found[f"{address}{_written(path)}"] = None
        if instance.node.key[1] == "terraform_remote_state" and len(path) > 1 and path[0] == "outputs":
            self._remote(instance, str(path[1]), path[2:])

    def _remote(self, instance: ResourceInstance, name: str, path: Path) -> None:
        """Follow an output of another stack's state to what that stack makes it of."""
        from datahub_guard.sources.hcl.remote_state import RemoteOutputs, qualified

        outputs = instance.read("outputs")
        if not isinstance(outputs, RemoteOutputs):
            return
        for owner in outputs.owners():
            if not self._enter("remote", owner.name, name, path):
                continue
            root = getattr(owner, "root", None)
            if root is not None:
                inner = Tracer()
                inner._visited = self._visited
                inner.output(root, name, path)
                behind: Sequence[str] = list(inner.found)
            else:
                output = owner.outputs.get(name)
                behind = output.origins if output is not None else ()
            for text in behind:
                self.found[qualified(text, owner.name)] = None

    def name(self, node: nodes.NameNode, env: Env, path: Path) -> None:
        self.bound(node.name, env, path)

    def bound(self, name: str, env: Env, path: Path) -> None:
        """Follow `each`, an iterator, or a name that a `for` gives."""
        bound = env.bound.get(name)
        if bound is None:
            return
        if bound.pair:
            part = path[0] if path else None
            path = path[1:]
            if part == "key" and not is_set(bound):
                return
        if is_set(bound):
            self.node(bound.collection, bound.env, ())
        elif bound.key is not None:
            self.node(bound.collection, bound.env, (bound.key, *path))
        else:
            self.node(bound.collection, bound.env, ())


def evaluated(node: nodes.Node, env: Env) -> Value:
    """The value of an expression as far as the environment knows its names; an unknown where it does not."""
    try:
        return reveal(node.evaluate(env.scope))
    except (EvaluationError, RecursionError):
        return Unknown()


def is_set(bound: Bound) -> bool:
    """Whether what a name goes over is a set: its elements are their own keys."""
    return isinstance(evaluated(bound.collection, bound.env), SetValue)


def _written(path: Path) -> str:
    text = path_text(path)
    return text if not text or text.startswith("[") else f".{text}"


TRACES.update(
    {
        nodes.LocalNode: Tracer.local,
        nodes.ModuleNode: Tracer.module_call,
        nodes.NameNode: Tracer.name,
        nodes.ResourceNode: Tracer.resource,
        nodes.SettingNode: Tracer.setting,
        nodes.VariableNode: Tracer.variable,
    }
)
