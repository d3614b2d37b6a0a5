"""One module of a stack, root or called: its variables, locals, resources, calls and outputs, each on demand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from datahub_guard.errors import nearest
from datahub_guard.model.values import Sensitive, Unknown, Value
from datahub_guard.sources.hcl import variables
from datahub_guard.sources.hcl.body import META_ARGUMENTS, PENDING, RUNNING, Body
from datahub_guard.sources.hcl.context import StackContext
from datahub_guard.sources.hcl.definition import ModuleDefinition, ResourceKey
from datahub_guard.sources.hcl.errors import EvaluationError, UndeclaredName
from datahub_guard.sources.hcl.file_access import FileAccess
from datahub_guard.sources.hcl.instances import ResourceInstance, ResourceNode
from datahub_guard.sources.hcl.scope import Scope
from datahub_guard.sources.hcl.syntax import Block

if TYPE_CHECKING:
    from datahub_guard.model.schema import BlockSchema
    from datahub_guard.sources.hcl.module_calls import ModuleCallNode, ModuleValue

_CALL_ARGUMENTS = META_ARGUMENTS
_RESOURCE_META = frozenset({"count", "for_each", "provider", "depends_on"})


class ModuleInstance:
    """What the names in a module's expressions stand for.

    `path` is its address (`module.a["x"].module.b`), empty for the root; `prefix` the same with a dot behind.
    `called_as` is the instance of the call that made it, `None` for the root; `given` are the values of variable files.
    """

    __slots__ = (
        "_calls",
        "_locals",
        "_outputs",
        "_providers",
        "_resources",
        "_variables",
        "called_as",
        "context",
        "definition",
        "depth",
        "given",
        "parent",
        "path",
        "prefix",
        "scope",
    )

    def __init__(
        self,
        definition: ModuleDefinition,
        context: StackContext,
        path: str = "",
        parent: ModuleInstance | None = None,
        given: variables.Given | None = None,
    ) -> None:
        self.definition = definition
        self.context = context
        self.path = path
        self.prefix = f"{path}." if path else ""
        self.parent = parent
        self.called_as: ModuleValue | None = None
        self.given = given or {}
        self.depth: int = parent.depth + 1 if parent else 0
        self.scope = Scope(self)
        self._variables: dict[str, Value] = {}
        self._locals: dict[str, Value] = {}
        self._outputs: dict[str, Value] = {}
        self._providers: dict[str, str] = {}
        self._resources: dict[ResourceKey, ResourceNode] = {}
        self._calls: dict[str, ModuleCallNode] = {}

    def __repr__(self) -> str:
        return f"ModuleInstance({self.path or 'root'})"

    @property
    def call(self) -> ModuleCallNode | None:
        """The call that made this module; `None` for the root."""
        return self.called_as.call if self.called_as is not None else None

    # -- what expressions ask (`scope.Module`) -----------------------------------------------------------------------

    def variable(self, name: str) -> Value:
        """The value of `var.name`: what the caller or a variables file gives, else the default."""
        value = self._variables.get(name, PENDING)
        if value is PENDING:
            if name not in self.definition.variables:
                raise UndeclaredName(f"there is no variable {name}{nearest(name, self.definition.variables)}")
            self._variables[name] = RUNNING
            value = self._variables[name] = variables.value_of(self, name)
        elif value is RUNNING:
            return self.context.circular(f"var.{name}", self.definition.variables[name].attributes.get("type"))
        return value

    def local(self, name: str) -> Value:
        """The value of `local.name`; one that Terraform refuses is noted, and unknown."""
        value = self._locals.get(name, PENDING)
        if value is PENDING:
            attribute = self.definition.locals.get(name)
            if attribute is None:
                raise UndeclaredName(f"there is no local value {name}{nearest(name, self.definition.locals)}")
            self._locals[name] = RUNNING
            value = self._locals[name] = variables.expression_value(attribute, self.scope, self.context)
        elif value is RUNNING:
            return self.context.circular(f"local.{name}", self.definition.locals[name])
        return value

    def resource_value(self, mode: str, type: str, name: str) -> Value:
        """What `type.name` or `data.type.name` stands for."""
        node = self._resources.get((mode, type, name))
        return node.value() if node is not None else self.resource((mode, type, name)).value()

    def module_value(self, name: str) -> Value:
        """What `module.name` stands for."""
        return self.module_call(name).value()

    def path_value(self, name: str) -> Value:
        """`path.module` and `path.root` relative to the root module; where Terraform is started is not known."""
        if name == "module":
            return self.context.relative(self.definition.directory)
        if name == "root":
            return "."
        if name == "cwd":
            return Unknown(("path.cwd",), type="string", reason="it depends on where Terraform is started")
        raise UndeclaredName(f"there is no path.{name}{nearest(name, ('module', 'root', 'cwd'))}")

    def terraform_value(self, name: str) -> Value:
        """`terraform.workspace`: `default` unless a workspace can be selected elsewhere."""
        if name == "workspace":
            return self.context.workspace()
        raise UndeclaredName(f"there is no terraform.{name}{nearest(name, ('workspace',))}")

    def file_access(self) -> FileAccess:
        """The files that `file()` and its kin may read: those of the repository that the module lies in."""
        return self.context.files_of(self.definition.directory)

    # -- parts -----------------------------------------------------------------------------------------------------

    def resource(self, key: ResourceKey) -> ResourceNode:
        """A resource block of the module; raises EvaluationError where there is none."""
        node = self._resources.get(key)
        if node is None:
            block = self.definition.resources.get(key)
            if block is None:
                raise UndeclaredName(self._undeclared(key))
            node = self._resources[key] = ResourceNode(self, key, self._body(block, key))
        return node

    def module_call(self, name: str) -> ModuleCallNode:
        """A module block of the module; raises EvaluationError where there is none."""
        call = self._calls.get(name)
        if call is None:
            block = self.definition.modules.get(name)
            if block is None:
                raise UndeclaredName(f"there is no module {name}{nearest(name, self.definition.modules)}")
            from datahub_guard.sources.hcl.module_calls import ModuleCallNode

            call = self._calls[name] = ModuleCallNode(self, name, self.body(block, None, _CALL_ARGUMENTS))
        return call

    def output(self, name: str) -> Value:
        """The value of the module's output; raises EvaluationError where there is none."""
        value = self._outputs.get(name, PENDING)
        if value is PENDING:
            block = self.definition.outputs.get(name)
            if block is None:
                known = nearest(name, self.definition.outputs)
                raise EvaluationError(f"{self.path or 'the module'} has no output {name}{known}")
            self._outputs[name] = RUNNING
            value = self._outputs[name] = self._output(block)
        elif value is RUNNING:
            return self.context.circular(f"the output {name}", self.definition.outputs[name].attributes.get("value"))
        return value

    def provider(self, local: str) -> str:
        """The root module's name for what this module calls the provider `local` (`aws`, `aws.core_network`)."""
        found = self._providers.get(local)
        if found is None:
            if self.call is None:
                found = local
            elif local in self.definition.providers:
                found = f"{self.path}:{local}"
            else:
                found = self.call.provider(local)
            self._providers[local] = found
        return found

    def body(self, block: Block, schema: BlockSchema | None, skip: frozenset[str]) -> Body:
        """What is in a block, worked out once for all instances of this module."""
        bodies = self.definition.bodies
        body = bodies.get(id(block))
        if body is None:
            body = bodies[id(block)] = Body(block, schema, skip)
            for file, fault in body.faults():
                self.definition.fault(file, fault)
        return body

    def provider_configuration(self, name: str) -> ResourceInstance | None:
        """A `provider` block of this module by its name (`aws.core_network`), as an instance to read from."""
        block = self.definition.providers.get(name)
        if block is None:
            return None
        key = ("provider", block.labels[0], name)
        node = self._resources.get(key)
        if node is None:
            schema = self.context.library.provider_schema(self.definition, block.labels[0])
            body = self.body(block, schema, frozenset({"alias", "version"}))
            node = self._resources[key] = ResourceNode(self, key, body)
        node.expansion()
        return node.instances[None]

    def resources(self) -> Iterator[ResourceNode]:
        """All resource blocks of this module, in the order of the text."""
        for key in self.definition.resources:
            yield self.resource(key)

    def calls(self) -> Iterator[ModuleCallNode]:
        """All module blocks of this module, in the order of the text."""
        for name in self.definition.modules:
            yield self.module_call(name)

    # -- details ---------------------------------------------------------------------------------------------------

    def _output(self, block: Block) -> Value:
        attribute = block.attributes.get("value")
        if attribute is None:
            return None
        value = variables.expression_value(attribute, self.scope, self.context)
        marked = block.attributes.get("sensitive")
        if marked is not None and type(value) is not Sensitive and variables.flag(marked):
            return Sensitive(value)
        return value

    def _body(self, block: Block, key: ResourceKey) -> Body:
        found = self.definition.bodies.get(id(block))
        if found is not None:
            return found
        library = self.context.library
        return self.body(block, library.resource_schema(self.definition, block, key), _RESOURCE_META)

    def _undeclared(self, key: ResourceKey) -> str:
        mode, kind, name = key
        prefix = "" if mode == "managed" else f"{mode}."
        same = [k[2] for k in self.definition.resources if k[:2] == (mode, kind)]
        return f"there is no {prefix}{kind}.{name} in this module{nearest(name, same)}"
