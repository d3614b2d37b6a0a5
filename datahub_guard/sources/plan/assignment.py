"""Which plan and which state belong to which stack: those that are named, and those that lie in its folder."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from datahub_guard.errors import GuardError, nearest
from datahub_guard.model.places import Place
from datahub_guard.model.problems import Problem
from datahub_guard.model.state import State
from datahub_guard.model.values import Sensitive, Unknown, Value
from datahub_guard.sources.plan.plan import Plan, is_supported, version_of
from datahub_guard.sources.plan.reading import PlanFault, read_plan
from datahub_guard.sources.plan.recognition import BINARY_PLAN, PLAN, is_plan_name, kind_of_file
from datahub_guard.sources.state import StateFault, read_state

if TYPE_CHECKING:
    from datahub_guard.model.facts import Facts
    from datahub_guard.sources.hcl.context import Library

STATE_NAME = "terraform.tfstate"
_SEVERAL = "name the one that counts with --plan STACK=FILE, and remove the others"


class KnownStack:
    """A stack that files can be given for: its name, how messages call its folder, and the folder."""

    __slots__ = ("directory", "name", "shown")

    def __init__(self, name: str, shown: str, directory: str) -> None:
        self.name = name
        self.shown = shown
        self.directory = directory


class GivenFiles:
    """The plans and states of one run. `plans` and `states` are files by stack as the command line has them;
    `asked` are plans that were given as paths to check."""

    def __init__(
        self,
        library: Library,
        plans: Mapping[str, str],
        states: Mapping[str, str],
        asked: Iterable[str],
        use_plans: bool,
    ) -> None:
        self._library = library
        self._plans = dict(plans)
        self._states = dict(states)
        self._asked = list(asked)
        self._use_plans = use_plans
        self._by_name: dict[str, str] = {}
        self._states_by_name: dict[str, str] = {}

    def assign(self, stacks: Sequence[KnownStack], facts: Facts | None) -> dict[str, str]:
        """Give the named files to their stacks; returns plans by name for stacks that only the facts know.

        Raises GuardError for a stack that neither is here nor stands in the facts.
        """
        known = set(facts.placements) if facts is not None else set()
        absent: dict[str, str] = {}
        for option, named, found in (
            ("--plan", self._plans, self._by_name),
            ("--state", self._states, self._states_by_name),
        ):
            for key, path in named.items():
                stack = _stack_called(key, stacks)
                if stack is not None:
                    found[stack.name] = os.path.abspath(path)
                elif option == "--plan" and key in known:
                    absent[key] = os.path.abspath(path)
                else:
                    names = [name for s in stacks for name in (s.name, s.shown)]
                    have = nearest(key, names) or (f" (there is: {', '.join(names[:1])})" if names else "")
                    raise GuardError(f"{option} {key}={path}: no stack of that name or folder is checked{have}")
        for path in self._asked:
            for stack in stacks:
                if os.path.dirname(path) == stack.directory:
                    self._by_name.setdefault(stack.name, path)
        return absent

    def is_assigned(self, path: str) -> bool:
        """Whether a plan that was given as a path to check has its stack."""
        return path in self._by_name.values()

    def plan(self, name: str, directory: str, problems: list[Problem]) -> Plan | None:
        """The plan of a stack; what is wrong with it is added to `problems`."""
        path = self._by_name.get(name)
        if path is None and self._use_plans:
            path = self._lying(directory, problems)
        return self.read(path, problems) if path is not None else None

    def read(self, path: str, problems: list[Problem]) -> Plan | None:
        """The plan in a file; `None`, and a problem, where it cannot be used."""
        files = self._library.files
        shown = files.shown(path)
        try:
            plan = Plan(read_plan(path, files), shown, self._library.schemas)
        except PlanFault as fault:
            problems.append(Problem("plan-unreadable", fault.message, Place(shown), remedy=fault.remedy))
            return None
        version = version_of(plan.sections)[0]
        if not is_supported(version):
            message = f"{shown} has the format {version}, of which it is not known what it means; 0.x and 1.x are read"
            problems.append(Problem("plan-unreadable", message, Place(shown), remedy="use a newer datahub-guard"))
            return None
        return plan

    def state(self, name: str, directory: str, local: bool, problems: list[Problem]) -> State | None:
        """The state of a stack: the one that is named, or that of its local backend."""
        path = self._states_by_name.get(name)
        if path is None and local:
            path = os.path.join(directory, STATE_NAME)
            if not os.path.isfile(path):
                return None
        if path is None:
            return None
        try:
            return read_state(path, self._library.files)
        except StateFault as fault:
            shown = self._library.files.shown(path)
            problems.append(Problem("state-unreadable", fault.message, Place(shown), remedy=fault.remedy))
            return None

    def _lying(self, directory: str, problems: list[Problem]) -> str | None:
        """The plan that lies in a stack's folder."""
        try:
            names = [name for name in self._library.files.names(directory) if is_plan_name(name)]
        except OSError:
            return None
        return self.only(directory, names, problems)

    def only(self, directory: str, names: Sequence[str], problems: list[Problem]) -> str | None:
        """The one file of these names in a folder that is a plan; several are a problem, and none of them counts."""
        found = []
        for name in names:
            path = os.path.join(directory, name)
            kind = kind_of_file(path)
            if kind in (PLAN, BINARY_PLAN):
                found.append(path)
                continue
            shown = self._library.files.shown(path)
            message = f"{shown} is called like a plan and is {f'a {kind}' if kind else 'none'}: it is not used"
            problems.append(Problem("plan-unreadable", message, Place(shown), note=kind != ""))
        if len(found) > 1:
            several = [self._library.files.shown(path) for path in found]
            message = f"several plans lie in one folder: {', '.join(several)}; none of them is used"
            problems.append(Problem("plan-ambiguous", message, Place(several[0]), remedy=_SEVERAL))
            return None
        return found[0] if found else None


def known_outputs(plan: Plan | None, state: State | None) -> dict[str, Value]:
    """What a plan or a state knows of a stack's outputs, the plan's word before the state's."""
    out: dict[str, Value] = {}
    if state is not None:
        out.update({name: output.value for name, output in state.outputs.items()})
    if plan is not None:
        from datahub_guard.sources.plan.stacks import outputs_of

        for name, output in outputs_of(plan).items():
            value = output.value
            bare = value.value if type(value) is Sensitive else value
            if bare is not None and type(bare) is not Unknown:
                out[name] = value
    return out


def _stack_called(text: str, stacks: Sequence[KnownStack]) -> KnownStack | None:
    """The stack that an option means: by name, by folder as messages call it, or by path."""
    trimmed = text.rstrip("/").removeprefix("./") or "."
    path = os.path.abspath(text)
    for stack in stacks:
        if trimmed in (stack.name, stack.shown) or path == stack.directory:
            return stack
    return None
