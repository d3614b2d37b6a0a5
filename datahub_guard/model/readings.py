"""What a rule looked at while it decided about one subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datahub_guard.model.paths import Path
from datahub_guard.model.values import Unknown

if TYPE_CHECKING:
    from datahub_guard.model.resource import Resource


class Reading:
    """An unknown value that a rule was given."""

    __slots__ = ("path", "resource", "value")

    def __init__(self, resource: Resource, path: Path, value: Unknown) -> None:
        self.resource = resource
        self.path = path
        self.value = value


class Readings:
    """The unknown and the sensitive values that the running rule was given; the engine clears it before each subject.

    One object is shared by all resources of an estate: a rule is a function of its arguments, so what it read can
    only be seen by the values that it asked for.
    """

    __slots__ = ("secrets", "unknown")

    def __init__(self) -> None:
        self.unknown: list[Reading] = []
        self.secrets: list[str] = []

    def clear(self) -> None:
        """Forget what was read so far."""
        if self.unknown:
            self.unknown = []
        if self.secrets:
            self.secrets = []

    def settle(self, resource: Resource, path: Path) -> None:
        """Drop what was read of `resource` at or below `path`: its reference has answered the question."""
        size = len(path)
        self.unknown = [r for r in self.unknown if r.resource is not resource or r.path[:size] != path]
