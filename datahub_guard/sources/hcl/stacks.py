"""A root module as the model's `Stack`: every instance in it, evaluated, and everything that was wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from datahub_guard.model.places import Place
from datahub_guard.model.problems import Problem
from datahub_guard.model.readings import Readings
from datahub_guard.model.resource import Resource
from datahub_guard.model.stack import Backend, ModuleCall, Output, ProviderConfig, RemoteState, Stack, Variable
from datahub_guard.model.values import Sensitive, Type, Value
from datahub_guard.sources.hcl import places, variables
from datahub_guard.sources.hcl.blocks import argument_value, body_values
from datahub_guard.sources.hcl.body import Body, plain_value
from datahub_guard.sources.hcl.context import StackContext
from datahub_guard.sources.hcl.definition import ModuleDefinition
from datahub_guard.sources.hcl.instances import ResourceInstance, ResourceNode
from datahub_guard.sources.hcl.linting import check_block
from datahub_guard.sources.hcl.module import ModuleInstance
from datahub_guard.sources.hcl.module_calls import ModuleCallNode, ModuleValue
from datahub_guard.sources.hcl.provenance import output_origins
from datahub_guard.sources.hcl.remote_reads import reads_of
from datahub_guard.sources.hcl.remote_state import RemoteOutputs
from datahub_guard.sources.hcl.scope import CONSTANT
from datahub_guard.sources.hcl.syntax import Block
from datahub_guard.sources.hcl.tfvars import GivenValue


class StackReader:
    """Makes the `Stack` of one root module."""

    def __init__(self, context: StackContext, given: Mapping[str, GivenValue], readings: Readings) -> None:
        self.context = context
        self.readings = readings
        self.root = ModuleInstance(context.library.definition(context.directory), context, given=given)
        context.root = self.root
        path = context.library.files.shown(context.directory)
        self.stack = Stack(path, context.name, context.repository_name)
        self._definitions: dict[ModuleDefinition, None] = {}
        self._checked: set[Body] = set()
        self._headers: dict[int, tuple[Value, Place, Value, dict[str, Place]]] = {}

    def read(self) -> Stack:
        """Expand and evaluate everything."""
        stack, definition = self.stack, self.root.definition
        stack.files[:0] = sorted(file.path for file in definition.files)
        stack.placement = self.context.placement
        stack.backend = _backend(definition.backend(), self.context)
        if stack.backend is not None:
            stack.backend.repeated = tuple([places.of_header(block) for block in definition.repeated_backends()])
        if stack.backend is not None and stack.backend.partial:
            stack.problems += _complete(stack.backend, self.context)
        for module, doubt in self._modules(self.root, ""):
            self._read_module(module, doubt)
        self._read_interface()
        stack.remote_states = [self._remote_state(r) for r in stack.data("terraform_remote_state")]
        for definition in self._definitions:
            stack.problems += self.context.library.untold(definition)
            stack.unread = stack.unread or _unread(definition)
            stack.files += sorted({file.path for file in definition.files}.difference(stack.files))
        stack.problems += self.context.problems
        self.context.problems = stack.problems
        return stack

    def _modules(self, module: ModuleInstance, doubt: str) -> Iterator[tuple[ModuleInstance, str]]:
        """The module and all modules below it, with why it is not known whether they exist."""
        yield module, doubt
        for call in module.calls():
            expansion = call.expansion()
            for key, value in call.instances.items():
                self.stack.modules.append(self._call(call, value))
                if value.instance is not None:
                    uncertain = expansion.doubt.reason if expansion.doubt is not None and key == "*" else ""
                    yield from self._modules(value.instance, uncertain or doubt)

    def _call(self, call: ModuleCallNode, value: ModuleValue) -> ModuleCall:
        block = call.body.block
        header = self._headers.get(id(block))
        if header is None:
            source, version = call.attribute("source"), call.attribute("version")
            header = self._headers[id(block)] = (
                variables.constant_value(source) if source else None,
                places.of_attribute(source) if source else places.of_header(block),
                variables.constant_value(version) if version else None,
                {name: places.of_attribute(argument.attribute) for name, argument in call.body.arguments.items()},
            )
        shown = self.context.library.files.shown(call.directory) if call.directory else None
        made = ModuleCall(value.address, header[0], header[1], shown, call.hole, header[2])
        made.arguments = {name: value.argument(name) for name in call.body.arguments}
        made.argument_places = header[3]
        return made

    def _read_module(self, module: ModuleInstance, doubt: str) -> None:
        """Make the resources of one module instance and evaluate everything in it, so that what is wrong is found."""
        if module.definition not in self._definitions:
            self._definitions[module.definition] = None
            check_others(module.definition, self.context)
        for node in module.resources():
            mode, kind, name = node.key
            expansion = node.expansion()
            provider = module.provider(node.provider_name())
            for key, instance in node.instances.items():
                uncertain = expansion.doubt.reason if expansion.doubt is not None and key == "*" else ""
                self.stack.resources.append(
                    Resource(
                        self.stack,
                        instance.address,
                        kind,
                        name,
                        instance,
                        self.readings,
                        mode=mode,
                        key=key,
                        module=module.path,
                        provider=provider,
                        uncertain=uncertain or doubt or "",
                    )
                )
            evaluate(node)
            self._check(module, node)
        for name in module.definition.locals:
            module.local(name)
        for name in module.definition.variables:
            module.variable(name)
            variables.check(module, name)
        for name in module.definition.outputs:
            module.output(name)
        for name, block in module.definition.providers.items():
            self._provider(module, name, block)

    def _provider(self, module: ModuleInstance, name: str, block: Block) -> None:
        instance = module.provider_configuration(name)
        if instance is None:
            return
        full = f"{module.path}:{name}" if module.path else name
        address = f"provider.{full}"
        resource = Resource(
            self.stack, address, block.labels[0], name, instance, self.readings, mode="provider", module=module.path
        )
        for part in instance.names():
            instance.read(part)
        self._check(module, instance.node)
        self.stack.providers.append(ProviderConfig(full, module.path, resource))

    def _check(self, module: ModuleInstance, node: ResourceNode) -> None:
        """Compare a block with its provider's schema."""
        body = node.body
        if body in self._checked or (body.schema is not None and not body.suspicious):
            return
        self._checked.add(body)
        local = node.provider_name().partition(".")[0]
        source = self.context.library.provider_source(module.definition, local)
        self.stack.problems += check_block(self.context, module.definition, body, node.key[0], source)

    def _remote_state(self, resource: Resource) -> RemoteState:
        instance = resource.attributes
        assert isinstance(instance, ResourceInstance)
        state = RemoteState(resource, resource.peek("backend"), resource.peek("config"))
        outputs = instance.read("outputs")
        if isinstance(outputs, RemoteOutputs):
            state.owners = tuple(owner.name for owner in outputs.owners())
        state.reads = list(reads_of(instance.node.module.definition).get(resource.name, ()))
        return state

    def _read_interface(self) -> None:
        """The variables and outputs of the root module."""
        root, stack = self.root, self.stack
        for name, block in root.definition.variables.items():
            declaration = variables.declaration(root.definition, name)
            value = plain_value(root.variable(name))
            given = root.given.get(name)
            place = given.place if given else places.of_header(block)
            stack.variables[name] = Variable(
                name, value, place, type=declaration.value_type, sensitive=declaration.sensitive
            )
        for name, block in root.definition.outputs.items():
            value = plain_value(root.output(name))
            marked = block.attributes.get("sensitive")
            attribute = block.attributes.get("value")
            place = places.of_attribute(attribute) if attribute else places.of_header(block)
            stack.outputs[name] = Output(
                name,
                value,
                place,
                sensitive=type(value) is Sensitive or (marked is not None and variables.flag(marked)),
                type=_type_of(value),
                origins=output_origins(root, name),
            )


def check_others(definition: ModuleDefinition, context: StackContext) -> None:
    """Note syntax errors in the blocks that are not evaluated: `moved`, `import`, `check`, `terraform`..."""
    if context.library.tell(("others", definition.directory)):
        for block in (*definition.others, *definition.settings):
            for file, fault in Body(block, None).faults():
                definition.fault(file, fault)


def evaluate(node: ResourceNode) -> None:
    """Evaluate everything that the instances of a block have of their own or share."""
    body = node.body
    first = next(iter(node.instances.values()), None)
    if first is None:
        return
    if not body.evaluated:
        body.evaluated = True
        for name in body.constant:
            first.read(name)
    for name in body.common:
        first.read(name)
    if body.own:
        for instance in node.instances.values():
            for name in body.own:
                instance.read(name)


def _unread(definition: ModuleDefinition) -> str:
    """The first part of a directory that could not be read, whichever stack was told of it."""
    lost = (p for p in definition.problems if not p.note and p.kind in ("hcl-syntax", "limit", "unreadable"))
    return next((f"{p.place.file}:{p.place.line}: {p.message}" for p in lost), "")


def _type_of(value: Value) -> Type:
    from datahub_guard.sources.hcl.types import type_of

    return type_of(value)


def _complete(backend: Backend, context: StackContext) -> list[Problem]:
    """Let the pipeline say what the backend leaves out; what is wrong with a pipeline is said once for its stacks."""
    from datahub_guard.sources.pipeline_backend import complete

    shown = context.library.files.shown(context.repository)
    problems = complete(backend, context.repository, context.directory, shown)
    return problems if context.library.tell(("pipeline", context.repository)) else []


def _backend(block: Block | None, context: StackContext) -> Backend | None:
    if block is None:
        return None
    kind = block.labels[0] if block.type == "backend" and block.labels else block.type
    body = Body(block, None)
    settings: dict[str, Value] = {}
    where = {}
    for name, argument in body.arguments.items():
        where[name] = places.of_attribute(argument.attribute)
        settings[name] = argument_value(argument, CONSTANT, context)
    for name, nested in body.by_name.items():
        where[name] = places.of_header(nested[0].block)
        settings[name] = [body_values(inner.body, CONSTANT, context) for inner in nested]
    return Backend(kind, settings, places.of_header(block), where)
