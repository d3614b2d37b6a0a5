"""How bad a finding is."""

from __future__ import annotations

from enum import IntEnum


class Severity(IntEnum):
    """The catalogue's scale, in ascending order."""

    INFO = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @property
    def label(self) -> str:
        """The name as reports and settings write it."""
        return self.name.lower()

    @classmethod
    def named(cls, text: str) -> Severity:
        """Return the severity with this name; raises KeyError for a name that does not exist."""
        return cls[text.upper()]
