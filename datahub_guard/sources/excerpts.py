"""Lines of checked files, for reports that show the source."""

from __future__ import annotations

import os

from datahub_guard.model.places import Place

LARGEST = 20 * 1024 * 1024


class Excerpts:
    """Reads each file once. A file that cannot be read, or that is larger than 20 MiB, has no lines to show, and a
    plan or a state has none either: secrets stand in them in clear."""

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
            if not os.path.isfile(path) or os.path.getsize(path) > LARGEST or _holds_secrets(path):
                return []
            with open(path, encoding="utf-8-sig", errors="replace", newline="") as handle:
                return [line.rstrip("\r") for line in handle.read().split("\n")]
        except OSError:
            return []


def _holds_secrets(path: str) -> bool:
    """Whether this is a plan or a state, whatever it is called."""
    if path.endswith((".tf", ".hcl", ".tfvars", ".tf.json", ".yml", ".yaml")):
        return False
    from datahub_guard.sources.plan.recognition import PLAN, SHOWN_STATE, STATE, kind_of_file

    return kind_of_file(path) in (PLAN, STATE, SHOWN_STATE)
