"""A plan and the HCL that it was made of, joined instance by instance in the HCL's stack."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from datahub_guard.model.places import Place
from datahub_guard.model.readings import Readings
from datahub_guard.model.stack import Stack, Variable
from datahub_guard.model.values import Sensitive, Unknown, Value, reveal
from datahub_guard.sources.filling import filled
from datahub_guard.sources.hcl import places
from datahub_guard.sources.hcl.expansion import ANY_KEY
from datahub_guard.sources.hcl.instances import ResourceInstance
from datahub_guard.sources.hcl.module import ModuleInstance
from datahub_guard.sources.hcl.scope import Scope
from datahub_guard.sources.hcl.tfvars import GivenValue
from datahub_guard.sources.plan.attributes import PlanAttributes
from datahub_guard.sources.plan.changes import output_change
from datahub_guard.sources.plan.comparison import differences
from datahub_guard.sources.plan.configuration import as_object
from datahub_guard.sources.plan.joined import JoinedAttributes
from datahub_guard.sources.plan.plan import Plan
from datahub_guard.sources.plan.resources import Instances
from datahub_guard.sources.plan.stacks import info
from datahub_guard.sources.plan.values import value_of

if TYPE_CHECKING:
    from datahub_guard.sources.hcl.context import StackContext
    from datahub_guard.sources.plan.addresses import ModuleStep

_NAMED = 3
"""How many differences between a plan and the HCL are named."""


def given_by(plan: Plan, given: Mapping[str, GivenValue]) -> dict[str, GivenValue]:
    """The values of the root module's variables with which the plan was made, where they are not those of the
    variable files and not the defaults: the HCL is then evaluated as the plan was."""
    out = dict(given)
    for name, entry in as_object(plan.sections.get("variables")).items():
        value = as_object(entry).get("value")
        known = given.get(name)
        if known is not None:
            if _same(known.value, value) or known.text_only:
                continue
        elif value == as_object(plan.configuration.root.variables.get(name)).get("default"):
            continue
        if value is not None:
            out[name] = GivenValue(value, plan.place)
    return out


def _same(one: Value, other: Value) -> bool:
    one = reveal(one)
    return bool(one == other) or str(one) == str(other)


def mismatch(plan: Plan, context: StackContext) -> str:
    """What differs between the plan's configuration and the HCL, in a sentence; empty where nothing does.

    `context` is used up.
    """
    if not plan.configuration.present:
        return ""
    found = list(differences(plan.configuration, context))
    more = f"; and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    return "; ".join(found[:_NAMED]) + more


def join(stack: Stack, plan: Plan, root: ModuleInstance, readings: Readings) -> None:
    """Put the plan's values, changes and instances into a stack that was read from HCL."""
    whole = info(plan)
    instances = Instances(plan, stack, readings)
    finder = _Finder(root)
    written = {resource.address: resource for resource in stack.resources}
    present = []
    for resource in instances.present:
        old = written.pop(resource.address, None)
        attributes = resource.attributes
        assert isinstance(attributes, PlanAttributes)
        if old is not None:
            resource.provider = old.provider
            resource.attributes = JoinedAttributes(attributes, old.attributes)
        else:
            instance = finder.instance(plan, attributes)
            if isinstance(instance, ResourceInstance):
                resource.provider = instance.provider
                resource.attributes = JoinedAttributes(attributes, instance)
            else:
                attributes.at = instance
        present.append(resource)
    finished = whole.complete and not whole.errored
    # What the plan does not have is not going to be there; one that is not complete says nothing about the rest.
    present += [r for r in written.values() if not finished or (r.mode == "data" and r.key != ANY_KEY)]
    for resource in instances.removed:
        assert isinstance(resource.attributes, PlanAttributes)
        resource.attributes.at = finder.block(plan, resource.attributes)
    stack.resources, stack.removed = present, instances.removed
    stack.plan = whole
    _join_interface(stack, plan)
    by_address = {resource.address: resource for resource in present if resource.mode == "data"}
    for state in stack.remote_states:
        state.resource = by_address.get(state.resource.address, state.resource)
    stack.problems += plan.problems


def _join_interface(stack: Stack, plan: Plan) -> None:
    """The outputs and variables of the root module."""
    changes = as_object(plan.sections.get("output_changes"))
    for name, output in stack.outputs.items():
        change = as_object(changes.get(name))
        if change:
            marks = change.get("after_sensitive")
            kind = output.type
            value = value_of(change.get("after"), change.get("after_unknown"), marks, kind, Unknown)
            output.value = filled(value, output.value)
            output.sensitive = output.sensitive or type(output.value) is Sensitive
            output.change = output_change(change)
    given = as_object(plan.sections.get("variables"))
    for name, variable in stack.variables.items():
        value = as_object(given.get(name)).get("value")
        if value is not None and type(reveal(variable.value)) is Unknown:
            shown = Sensitive(value) if variable.sensitive else value
            stack.variables[name] = Variable(
                name, shown, variable.place, type=variable.type, sensitive=variable.sensitive
            )


class _Finder:
    """Where in the HCL an instance of the plan stands that the HCL alone does not have."""

    def __init__(self, root: ModuleInstance) -> None:
        self._root = root

    def instance(self, plan: Plan, attributes: PlanAttributes) -> ResourceInstance | Place | None:
        """An instance of the block with the plan's key; where the module is not there, the place of its call."""
        module = self._module(plan.module_steps(attributes.module))
        if not isinstance(module, ModuleInstance):
            return module
        identity = (attributes.mode, attributes.type, attributes.name)
        if identity not in module.definition.resources:
            return None
        node = module.resource(identity)
        hole = Unknown(reason="the HCL alone does not say which instances there are")
        key = attributes.key
        names = {"count": {"index": key}} if isinstance(key, int) else {"each": {"key": key, "value": hole}}
        return ResourceInstance(node, key, Scope(module, names))

    def block(self, plan: Plan, attributes: PlanAttributes) -> Place | None:
        """The header of the block that is left of something that the plan removes, or of the call of its module."""
        found = self.instance(plan, attributes)
        if isinstance(found, ResourceInstance):
            return places.of_header(found.node.body.block)
        return found

    def _module(self, steps: tuple[ModuleStep, ...]) -> ModuleInstance | Place | None:
        module = self._root
        for step in steps:
            if step.name not in module.definition.modules:
                return None
            call = module.module_call(step.name)
            call.expansion()
            value = call.instances.get(step.key) or call.instances.get(ANY_KEY)
            if value is None or value.instance is None:
                return places.of_header(call.body.block)
            module = value.instance
        return module
