"""All repositories that are checked together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datahub_guard.model.problems import Problem
from datahub_guard.model.readings import Readings
from datahub_guard.model.references import Reference
from datahub_guard.model.resource import Resource
from datahub_guard.model.stack import Stack

if TYPE_CHECKING:
    from datahub_guard.model.facts import Facts


class Estate:
    """The model that rules see.

    `root` is the absolute checked root (never shown); `partial` is true when other repositories are absent and no
    index stands for them, so that what hangs on them is undecided.
    """

    def __init__(self, root: str, facts: Facts, readings: Readings) -> None:
        self.root = root
        self.facts = facts
        self.readings = readings
        self.stacks: list[Stack] = []
        self.problems: list[Problem] = []
        self.partial = False
        self._by_name: dict[str, Stack] = {}

    def add(self, stack: Stack) -> None:
        """Add a stack; its name is unique in the estate."""
        self.stacks.append(stack)
        self._by_name[stack.name] = stack

    @property
    def present(self) -> list[Stack]:
        """The stacks that are checked; the others are known from an index."""
        return [stack for stack in self.stacks if not stack.absent]

    def stack(self, name: str) -> Stack | None:
        """The stack with this name."""
        return self._by_name.get(name)

    def resolve(self, reference: Reference, stack: Stack) -> Resource | None:
        """The instance that `reference`, written in `stack`, points at, in whatever stack that is."""
        owner = self._by_name.get(reference.stack) if reference.stack else stack
        return owner.at(reference.address) if owner else None

    def resolve_all(self, reference: Reference, stack: Stack) -> list[Resource]:
        """As `resolve`, and all instances of a block that is referred to as a whole (`aws_subnet.private[*].id`)."""
        owner = self._by_name.get(reference.stack) if reference.stack else stack
        return owner.instances(reference.address) if owner else []
