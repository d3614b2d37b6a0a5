"""What an expression refers to, followed through locals, variables, module calls, outputs and other stacks' states.

It is followed on the syntax, not on the value: a value that is known has origins too. Where a part of a structure is
asked for, only what can get into that part is followed, as far as the syntax tells.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from datahub_guard.model.paths import Path, path_text
from datahub_guard.model.values import MapValue, SetValue, Unknown, Value, reveal
from datahub_guard.sources.hcl import nodes
from datahub_guard.sources.hcl.calls import CallNode
from datahub_guard.sources.hcl.errors import EvaluationError, SyntaxFault
from datahub_guard.sources.hcl.expansion import ANY_KEY, Key
from datahub_guard.sources.hcl.iteration import ForNode, SplatItemNode, SplatNode
from datahub_guard.sources.hcl.json_syntax import JsonStringNode
from datahub_guard.sources.hcl.pointing import Found, find, written
from datahub_guard.sources.hcl.scope import Reference, Scope
from datahub_guard.sources.hcl.templates import JoinNode, TemplateNode

if TYPE_CHECKING:
    from datahub_guard.sources.hcl.body import Argument, Body
    from datahub_guard.sources.hcl.instances import ResourceInstance
    from datahub_guard.sources.hcl.module import ModuleInstance
    from datahub_guard.sources.hcl.module_calls import ModuleCallNode

_MOST_INSTANCES = 64
"""Instances of a module that are followed where it is not known which one is meant."""
_KEEP_STRUCTURE = frozenset({"tolist", "tomap", "sensitive", "nonsensitive", "reverse", "sort", "ephemeralasnull"})
"""Functions whose result has the parts of their argument (`reverse` and `sort` in another order)."""


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
    env = Env(instance.scope, _each(instance.node.body, Env(module.scope, {}), instance.key))
    for step in found.steps:
        if step.nested.for_each is not None and step.nested.for_each.expression is not None:
            key = _key_of(step.inner.names.get(step.nested.iterator))
            bound = Bound(step.nested.for_each.expression.node, env, key, True)
            env = env.child({step.nested.iterator: bound}, step.inner)
    return env


def _key_of(pair: Value) -> Key:
    key = pair.get("key") if isinstance(pair, dict) else None
    return key if isinstance(key, (str, int)) else None


def _each(body: Body, env: Env, key: Key) -> dict[str, Bound | None]:
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
        trace = _TRACES.get(type(node))
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
            outer = Env(called.scope, _each(body, Env(called.call.module.scope, {}), called.key))
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
        self._outputs(call, values[:_MOST_INSTANCES], path)

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
            if part == "key" and not _is_set(bound):
                return
        if _is_set(bound):
            self.node(bound.collection, bound.env, ())
        elif bound.key is not None:
            self.node(bound.collection, bound.env, (bound.key, *path))
        else:
            self.node(bound.collection, bound.env, ())

    # -- structure -------------------------------------------------------------------------------------------------

    def all_of(self, parts: Sequence[nodes.Node], env: Env, path: Path = ()) -> None:
        """Follow several expressions."""
        for part in parts:
            self.node(part, env, path)

    def tuple_items(self, node: nodes.TupleNode, env: Env, path: Path) -> None:
        if path and isinstance(path[0], int) and path[0] < len(node.items):
            self.node(node.items[path[0]], env, path[1:])
        else:
            self.all_of(node.items, env, path[1:])

    def object_items(self, node: nodes.ObjectNode, env: Env, path: Path) -> None:
        wanted = str(path[0]) if path else None
        for key, item in node.items:
            name = key if isinstance(key, str) else _text(key, env)
            if wanted is None or name is None or name == wanted:
                self.node(item, env, path[1:])
                if not isinstance(key, str) and wanted is None:
                    self.node(key, env, ())

    def traversal(self, node: nodes.TraversalNode, env: Env, path: Path) -> None:
        steps: list[str | int] = []
        for step in node.steps:
            if isinstance(step, str):
                steps.append(step)
                continue
            key = _key(step, env)
            if key is None:
                # it is not known which part is read
                self.node(node.source, env, tuple(steps))
                return
            steps.append(key)
        self.node(node.source, env, (*steps, *path))

    def conditional(self, node: nodes.ConditionalNode, env: Env, path: Path) -> None:
        chosen = _evaluated(node.condition, env)
        if chosen in (True, "true"):
            self.node(node.yes, env, path)
        elif chosen in (False, "false"):
            self.node(node.no, env, path)
        else:
            self.all_of((node.yes, node.no), env, path)

    def binary(self, node: nodes.BinaryNode, env: Env, path: Path) -> None:
        self.all_of((node.left, node.right), env)

    def chain(self, node: nodes.ChainNode, env: Env, path: Path) -> None:
        self.all_of((node.first, *(operand for _, _, operand in node.steps)), env)

    def unary(self, node: nodes.UnaryNode, env: Env, path: Path) -> None:
        self.node(node.operand, env, ())

    def template(self, node: TemplateNode, env: Env, path: Path) -> None:
        self.all_of([part for part in node.parts if isinstance(part, nodes.Node)], env)

    def json_string(self, node: JsonStringNode, env: Env, path: Path) -> None:
        self.node(node.template, env, path)

    def join(self, node: JoinNode, env: Env, path: Path) -> None:
        self.node(node.pieces, env, ())

    def loop(self, node: ForNode, env: Env, path: Path) -> None:
        """A `for`: where it only renames or filters a map, the element asked for is the collection's."""
        key: Key = None
        if path and node.key is not None and isinstance(node.key, nodes.NameNode) and node.key.name == node.key_name:
            key = str(path[0])
        elif path and node.key is None and node.condition is None and isinstance(path[0], int):
            key = path[0]
        names: dict[str, Bound | None] = {node.value_name: Bound(node.collection, env, key, False)}
        if node.key_name is not None:
            names[node.key_name] = None
        rest = path[2:] if node.grouped else path[1:]
        self.node(node.value, env.child(names), rest)

    def splat(self, node: SplatNode, env: Env, path: Path) -> None:
        index = path[0] if path and isinstance(path[0], int) else None
        names: dict[str, Bound | None] = {"*": Bound(node.source, env, index, False)}
        value = _evaluated(node.source, env)
        if isinstance(value, list) and index is None:
            for position in range(min(len(value), _MOST_INSTANCES)):
                inner: dict[str, Bound | None] = {"*": Bound(node.source, env, position, False)}
                self.node(node.each, env.child(inner), path[1:])
            return
        self.node(node.each, env.child(names), path[1:])

    def splat_item(self, node: SplatItemNode, env: Env, path: Path) -> None:
        bound = env.bound.get("*")
        if bound is None:
            return
        source = _evaluated(bound.collection, bound.env)
        single = not isinstance(source, list) and not (isinstance(source, Reference) and hasattr(source, "kind"))
        if bound.key is None or single:
            self.node(bound.collection, bound.env, path if single else ())
        else:
            self.node(bound.collection, bound.env, (bound.key, *path))

    def call(self, node: CallNode, env: Env, path: Path) -> None:
        name, arguments = node.name.removeprefix("core::"), node.arguments
        if not arguments:
            return
        if name in _KEEP_STRUCTURE:
            self.node(arguments[0], env, path if name not in ("reverse", "sort") else ())
        elif name == "merge" and path and not node.expanded:
            self._merge(arguments, env, path)
        elif name == "lookup":
            self._lookup(arguments, env, path)
        elif name in ("try", "coalesce"):
            self._first(arguments, env, path)
        elif name == "one" and path:
            self.node(arguments[0], env, (0, *path))
        elif name == "element" and len(arguments) == 2:
            index = _key(arguments[1], env)
            self.node(arguments[0], env, (index, *path) if index is not None else ())
        else:
            self.all_of(arguments, env)

    def _merge(self, arguments: Sequence[nodes.Node], env: Env, path: Path) -> None:
        """The last map that has the key; all of them where that is not known."""
        for argument in reversed(arguments):
            value = _evaluated(argument, env)
            if isinstance(value, (dict, MapValue)):
                if str(path[0]) in value:
                    self.node(argument, env, path)
                    return
            else:
                self.node(argument, env, path)

    def _lookup(self, arguments: Sequence[nodes.Node], env: Env, path: Path) -> None:
        key = _key(arguments[1], env) if len(arguments) > 1 else None
        value = _evaluated(arguments[0], env)
        if key is not None and isinstance(value, dict):
            if str(key) in value:
                self.node(arguments[0], env, (key, *path))
            else:
                self.all_of(arguments[2:], env, path)
            return
        self.node(arguments[0], env, (key, *path) if key is not None else ())
        self.all_of(arguments[2:], env, path)

    def _first(self, arguments: Sequence[nodes.Node], env: Env, path: Path) -> None:
        """`try` and `coalesce`: the first argument that has a value, or all up to the first that may have one."""
        for argument in arguments:
            try:
                value = argument.evaluate(env.scope)
            except (EvaluationError, RecursionError):
                continue
            if value is None:
                continue
            self.node(argument, env, path)
            if not isinstance(value, Unknown):
                return


def _evaluated(node: nodes.Node, env: Env) -> Value:
    try:
        return reveal(node.evaluate(env.scope))
    except (EvaluationError, RecursionError):
        return Unknown()


def _key(node: nodes.Node, env: Env) -> str | int | None:
    value = _evaluated(node, env)
    return value if isinstance(value, (str, int)) and not isinstance(value, bool) else None


def _text(node: nodes.Node, env: Env) -> str | None:
    value = _evaluated(node, env)
    return None if isinstance(value, (Unknown, list, dict)) or value is None else str(value)


def _is_set(bound: Bound) -> bool:
    return isinstance(_evaluated(bound.collection, bound.env), SetValue)


def _written(path: Path) -> str:
    text = path_text(path)
    return text if not text or text.startswith("[") else f".{text}"


_TRACES: dict[type, Any] = {
    nodes.BinaryNode: Tracer.binary,
    nodes.ChainNode: Tracer.chain,
    nodes.ConditionalNode: Tracer.conditional,
    nodes.LocalNode: Tracer.local,
    nodes.ModuleNode: Tracer.module_call,
    nodes.NameNode: Tracer.name,
    nodes.ObjectNode: Tracer.object_items,
    nodes.ResourceNode: Tracer.resource,
    nodes.SettingNode: Tracer.setting,
    nodes.TraversalNode: Tracer.traversal,
    nodes.TupleNode: Tracer.tuple_items,
    nodes.UnaryNode: Tracer.unary,
    nodes.VariableNode: Tracer.variable,
    CallNode: Tracer.call,
    ForNode: Tracer.loop,
    JoinNode: Tracer.join,
    JsonStringNode: Tracer.json_string,
    SplatItemNode: Tracer.splat_item,
    SplatNode: Tracer.splat,
    TemplateNode: Tracer.template,
}
