"""Plans and states of a run where the stacks are made: before their HCL is evaluated, after it, and without any."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from datahub_guard.model.problems import Problem
from datahub_guard.model.readings import Readings
from datahub_guard.model.stack import Stack
from datahub_guard.model.state import State
from datahub_guard.model.values import reveal
from datahub_guard.sources.hcl.context import StackContext
from datahub_guard.sources.plan.assignment import GivenFiles, KnownStack, known_outputs
from datahub_guard.sources.plan.join import given_by, join, mismatch
from datahub_guard.sources.plan.plan import Plan
from datahub_guard.sources.plan.stacks import fill

if TYPE_CHECKING:
    from datahub_guard.sources.discover import Discovery
    from datahub_guard.sources.hcl.context import Library
    from datahub_guard.sources.hcl.module import ModuleInstance
    from datahub_guard.sources.hcl.tfvars import GivenValue

_REMEDY = "plan again (terraform plan -out=tfplan && terraform show -json tfplan > tfplan.json), or use --no-plan"


class Attachments:
    """What belongs to the stacks besides their HCL.

    Raises GuardError for a plan or state that is named for a stack which is not there.
    """

    def __init__(
        self,
        library: Library,
        found: Discovery,
        files: GivenFiles,
        readings: Readings,
    ) -> None:
        self._library = library
        assert library.repositories is not None
        self._repositories = library.repositories
        self._found = found
        self._files = files
        self._readings = readings
        self._plans: dict[str, Plan] = {}
        self._states: dict[str, State] = {}
        known = [self._known(directory) for directory in (*found.roots, *found.plan_folders)]
        self._absent = files.assign(known, library.facts)
        self._asked = [path for path in found.plans if not files.is_assigned(path)]

    # -- stacks with HCL -----------------------------------------------------------------------------------------------

    def prepare(self, context: StackContext, given: Mapping[str, GivenValue]) -> Mapping[str, GivenValue]:
        """Read what belongs to a stack, and return the values of its variables with which it is evaluated."""
        directory, problems = context.directory, context.problems
        plan = self._files.plan(context.name, directory, problems)
        if plan is not None:
            again = StackContext(self._library, directory, context.name, context.repository, context.repository_name)
            different = mismatch(plan, again)
            if different:
                message = f"{plan.shown} was not made of this configuration, so it is not used: {different}"
                problems.append(Problem("plan-mismatch", message, plan.place, stack=context.name, remedy=_REMEDY))
                plan = None
        block = self._library.definition(directory).backend()
        local = block is None or (block.type == "backend" and block.labels == ("local",))
        state = self._files.state(context.name, directory, local, problems)
        context.known_outputs = known_outputs(plan, state)
        if state is not None:
            self._states[context.name] = state
        if plan is None:
            return given
        self._plans[context.name] = plan
        return given_by(plan, given)

    def join(self, stack: Stack, root: ModuleInstance) -> None:
        """Join a stack that was read from HCL with what belongs to it."""
        plan, state = self._plans.get(stack.name), self._states.get(stack.name)
        if plan is not None:
            join(stack, plan, root, self._readings)
        _put_state(stack, state)

    # -- stacks without HCL --------------------------------------------------------------------------------------------

    def alone(self, present: Collection[str], problems: list[Problem]) -> list[Stack]:
        """The stacks of which there is only a plan. `present` are the names of all other stacks of the estate."""
        made = []
        for name, path in self._absent.items():
            plan = self._files.read(path, problems)
            if plan is not None:
                repository = name.partition("/")[0]
                placement = self._library.facts.placements.get(name) if self._library.facts is not None else None
                stack = Stack(name, name, placement.repository if placement is not None else repository)
                stack.placement = placement
                made.append(self._fill(stack, plan, present))
        for path in self._asked:
            made += self._in_folder(os.path.dirname(path), self._files.read(path, problems), present, problems)
        asked = {os.path.dirname(path) for path in self._asked}
        for directory in self._found.plan_folders:
            if directory not in asked:
                name = self._repositories.stack_name(directory)[0]
                plan = self._files.plan(name, directory, problems)
                made += self._in_folder(directory, plan, present, problems)
        return made

    def _in_folder(
        self, directory: str, plan: Plan | None, present: Collection[str], problems: list[Problem]
    ) -> list[Stack]:
        if plan is None:
            return []
        known = self._known(directory)
        repository = self._repositories.of(directory)
        stack = Stack(known.shown, known.name, repository.name)
        if self._library.facts is not None:
            path = os.path.relpath(directory, repository.path).replace(os.sep, "/")
            stack.placement = self._library.facts.place(repository.name, path)
        _put_state(stack, self._files.state(known.name, directory, True, problems))
        return [self._fill(stack, plan, present)]

    def _fill(self, stack: Stack, plan: Plan, present: Collection[str]) -> Stack:
        fill(stack, plan, self._readings, self._library.schemas)
        facts = self._library.facts
        for state in stack.remote_states:
            address = reveal(state.address)
            owner = facts.state_owner(address) if facts is not None and isinstance(address, str) else None
            if owner is not None and owner.name in present:
                state.owners = (owner.name,)
        for problem in stack.problems:
            problem.stack = stack.name
        return stack

    def _known(self, directory: str) -> KnownStack:
        return KnownStack(self._repositories.stack_name(directory)[0], self._library.files.shown(directory), directory)


def _put_state(stack: Stack, state: State | None) -> None:
    if state is not None:
        stack.state = state
        stack.state_file = state.file
