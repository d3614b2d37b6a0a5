"""A plan without its configuration's files, as a `Stack` of its own: the place of everything is the plan file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from datahub_guard.model.readings import Readings
from datahub_guard.model.resource import Resource
from datahub_guard.model.stack import ModuleCall, Output, PlanInfo, RemoteState, Stack, Variable
from datahub_guard.model.values import Sensitive, Type, Unknown, Value
from datahub_guard.sources.plan.addresses import ModuleStep, module_text, split
from datahub_guard.sources.plan.changes import actions_of, output_change
from datahub_guard.sources.plan.configuration import as_list, as_object, references_in
from datahub_guard.sources.plan.plan import Plan, failed_checks, version_of
from datahub_guard.sources.plan.providers import expression_value, read_providers
from datahub_guard.sources.plan.references import Where, specific
from datahub_guard.sources.plan.resources import Instances
from datahub_guard.sources.plan.values import value_of

if TYPE_CHECKING:
    from datahub_guard.sources.schemas.store import SchemaStore

_REMOTE = re.compile(r"data\.terraform_remote_state\.([^.\[]+)(?:\[[^\]]*\])?\.outputs(?=[.\[])(.+)", re.DOTALL)


def fill(stack: Stack, plan: Plan, readings: Readings, schemas: SchemaStore) -> None:
    """Put everything that a plan says into an empty stack."""
    instances = Instances(plan, stack, readings)
    stack.files = [plan.shown]
    stack.resources = instances.present
    stack.removed = instances.removed
    stack.providers = read_providers(plan, stack, readings, schemas)
    stack.modules = _modules(plan, instances.present)
    stack.outputs = outputs_of(plan)
    stack.variables = _variables(plan)
    states = stack.data("terraform_remote_state")
    reads = _remote_reads(plan) if states else {}
    for resource in states:
        state = RemoteState(resource, resource.peek("backend"), resource.peek("config"))
        state.reads = [(path, plan.place) for path in reads.get((resource.module, resource.name), ())]
        stack.remote_states.append(state)
    stack.plan = info(plan)
    stack.problems += plan.problems


def info(plan: Plan) -> PlanInfo:
    """What the plan says of itself; notes a plan that is not all that Terraform would do."""
    sections = plan.sections
    version, terraform = version_of(sections)
    made = PlanInfo(plan.shown, version, terraform)
    made.errored = sections.get("errored") is True
    made.complete = sections.get("complete") is not False
    made.raw_checks = failed_checks(sections)
    for name, change in as_object(sections.get("output_changes")).items():
        made.output_changes[name] = output_change(change)
    if made.errored:
        message = f"{plan.shown} is of a plan that failed: what comes behind the error is not in it"
        plan.problem("plan-incomplete", message, remedy="repair what terraform plan reports, and plan again")
    elif not made.complete:
        message = f"{plan.shown} is not complete (-target, or changes that Terraform deferred): the rest is not in it"
        plan.problem("plan-incomplete", message, remedy="plan again without -target")
    return made


def outputs_of(plan: Plan) -> dict[str, Output]:
    """The outputs of the root module, as the plan will leave them; one that it deletes is not among them."""
    names = {**plan.configuration.root.outputs, **as_object(plan.sections.get("output_changes"))}
    return {name: output for name in names if (output := _output(plan, name)) is not None}


def _output(plan: Plan, name: str) -> Output | None:
    configured = as_object(plan.configuration.root.outputs.get(name))
    change = as_object(as_object(plan.sections.get("output_changes")).get(name))
    if change and actions_of(change) == ("delete",):
        return None
    references = list(references_in(configured.get("expression")))
    origins = plan.references.addresses(references, Where(()))
    secret = configured.get("sensitive") is True
    # a mark that was just taken off still stands in the plan
    marks = True if secret else change.get("after_sensitive")
    value: Value
    if change:
        value = value_of(change.get("after"), change.get("after_unknown"), marks, None, lambda: Unknown(origins))
    else:
        planned = as_object(as_object(as_object(plan.sections.get("planned_values")).get("outputs")).get(name))
        known = "value" in planned
        value = value_of(planned.get("value"), None if known else True, marks, None, lambda: Unknown(origins))
    return Output(
        name,
        value,
        plan.place,
        sensitive=secret or type(value) is Sensitive,
        type=_type_of(value),
        origins=origins,
        change=output_change(change) if change else None,
    )


def _type_of(value: Value) -> Type:
    from datahub_guard.sources.hcl.types import type_of

    return type_of(value)


def _variables(plan: Plan) -> dict[str, Variable]:
    """The root module's variables: what was given, else the constant default."""
    given = as_object(plan.sections.get("variables"))
    out: dict[str, Variable] = {}
    for name in {**plan.configuration.root.variables, **given}:
        declared = as_object(plan.configuration.root.variables.get(name))
        entry = given.get(name)
        value = as_object(entry).get("value") if entry is not None else declared.get("default")
        secret = declared.get("sensitive") is True
        if secret and value is not None:
            value = Sensitive(value)
        out[name] = Variable(name, value, plan.place, type=_type_of(value), sensitive=secret)
    return out


def _modules(plan: Plan, resources: list[Resource]) -> list[ModuleCall]:
    """The module calls, one for each instance that the plan shows."""
    instances: dict[tuple[ModuleStep, ...], None] = {}
    for module in dict.fromkeys(resource.module for resource in resources):
        steps = plan.module_steps(module)
        for size in range(1, len(steps) + 1):
            instances[steps[:size]] = None
    out = []
    for steps in instances:
        parent = plan.configuration.module(tuple(step.name for step in steps[:-1]))
        call = (parent.call(steps[-1].name) if parent is not None else None) or {}
        source, version = call.get("source"), call.get("version_constraint")
        made = ModuleCall(module_text(steps), source, plan.place, None, "the plan holds it", version)
        where = Where(steps[:-1], steps[-1].key, call.get("for_each_expression"))
        for name, written in as_object(call.get("expressions")).items():
            made.arguments[name] = expression_value(plan, written, where)
        out.append(made)
    return out


def _remote_reads(plan: Plan) -> dict[tuple[str, str], list[tuple[str, ...]]]:
    """By module address and name of the data source: the outputs of other states that expressions read."""
    out: dict[tuple[str, str], dict[tuple[str, ...], None]] = {}
    for module in plan.configuration.modules():
        address = ".".join(f"module.{name}" for name in module.path)
        for texts in _expressions(module.raw):
            for text in specific(texts):
                match = _REMOTE.fullmatch(text)
                if match is not None:
                    path = tuple(str(step) for step in split(match[2]))
                    out.setdefault((address, match[1]), {})[path] = None
    return {key: list(paths) for key, paths in out.items()}


def _expressions(module: dict[str, Any]) -> Iterator[list[str]]:
    """The references of each expression in a module."""
    for block in as_list(module.get("resources")):
        for part in ("expressions", "for_each_expression", "count_expression"):
            yield list(references_in(as_object(block).get(part)))
    for output in as_object(module.get("outputs")).values():
        yield list(references_in(as_object(output).get("expression")))
    for call in as_object(module.get("module_calls")).values():
        for part in ("expressions", "for_each_expression", "count_expression"):
            yield list(references_in(as_object(call).get(part)))
