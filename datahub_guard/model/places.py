"""Where something stands in a file."""

from __future__ import annotations


class Place:
    """A range of a file: 1-based lines and columns (code points), the end exclusive.

    `file` is relative to the checked root, with `/` between its parts.
    """

    __slots__ = ("column", "end_column", "end_line", "file", "line")

    def __init__(
        self, file: str, line: int = 1, column: int = 1, end_line: int | None = None, end_column: int | None = None
    ) -> None:
        self.file = file
        self.line = line
        self.column = column
        self.end_line = end_line or line
        self.end_column = end_column or column

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"

    def __repr__(self) -> str:
        return f"Place({self})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Place) and self.key() == other.key()

    def __hash__(self) -> int:
        return hash(self.key())

    def key(self) -> tuple[str, int, int, int, int]:
        """Return what places sort and compare by."""
        return (self.file, self.line, self.column, self.end_line, self.end_column)


class Related:
    """Another place that explains a finding, with what it has to do with it."""

    __slots__ = ("message", "place")

    def __init__(self, place: Place, message: str) -> None:
        self.place = place
        self.message = message
