"""Lines of checked files, for reports that show the source."""

from __future__ import annotations

import os

from datahub_guard.model.places import Place

LARGEST = 20 * 1024 * 1024


class Excerpts:
    """Reads each file once. A file that cannot be read, or that is larger than 20 MiB, has no lines to show."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._lines: dict[str, list[str]] = {}

    def line(self, place: Place) -> str | None:
        """Return the line at `place`, without its end, or `None`."""
        lines = self._lines.get(place.file)
        if lines is None:
            lines = self._lines[place.file] = self._read(place.file)
        return lines[place.line - 1] if 0 < place.line <= len(lines) else None

    def _read(self, file: str) -> list[str]:
        path = os.path.join(self._root, file)
        try:
            if not os.path.isfile(path) or os.path.getsize(path) > LARGEST:
                return []
            with open(path, encoding="utf-8-sig", errors="replace", newline="") as handle:
                return [line.rstrip("\r") for line in handle.read().split("\n")]
        except OSError:
            return []
