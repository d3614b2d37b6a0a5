"""Faults in what was read: they are told with their place, and everything else is still read."""

from __future__ import annotations

from datahub_guard.model.places import Place


class Problem:
    """An input, or a part of one, that could not be read as Terraform would read it.

    A `note` is worth saying and does not make the run incomplete (an argument that a provider of another version
    may well have).
    """

    __slots__ = ("kind", "message", "note", "place", "remedy", "stack")

    def __init__(
        self, kind: str, message: str, place: Place, *, stack: str = "", remedy: str = "", note: bool = False
    ) -> None:
        self.kind = kind
        self.message = message
        self.place = place
        self.stack = stack
        self.remedy = remedy
        self.note = note

    def __repr__(self) -> str:
        return f"Problem({self.kind}: {self.message} at {self.place})"
