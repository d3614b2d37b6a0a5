"""Lines of checked files, for reports that show the source."""

from __future__ import annotations

import os
from collections.abc import Iterable

from datahub_guard.model.places import Place
from datahub_guard.sources.masking import Masking, sensitive_variables

LARGEST = 20 * 1024 * 1024
_SHOWN = (".tf", ".hcl", ".tfvars", ".tf.json", ".yml", ".yaml")


class Excerpts:
    """Reads each file once. A file that cannot be read, or that is larger than 20 MiB, has no lines to show, and a
    plan or a state has none either: secrets stand in them in clear. Literals that are secrets are masked; `files` are
    those that may declare sensitive variables."""

    def __init__(self, root: str, files: Iterable[str] = ()) -> None:
        self._root = root
        self._files = files
        self._lines: dict[str, list[str]] = {}
        self._masking: Masking | None = None

    def line(self, place: Place) -> str | None:
        """Return the line at `place`, without its end and without secrets, or `None`."""
        lines = self._of(place.file)
        if not 0 < place.line <= len(lines):
            return None
        if self._masking is None:
            sources = {place.file, *(file for file in self._files if file.endswith(".tf"))}
            self._masking = Masking(name for file in sources for name in sensitive_variables(self._of(file)))
        return self._masking.masked(lines, place.line - 1)

    def _of(self, file: str) -> list[str]:
        lines = self._lines.get(file)
        if lines is None:
            lines = self._lines[file] = self._read(file)
        return lines

    def _read(self, file: str) -> list[str]:
        path = os.path.join(self._root, file)
        try:
            if not os.path.isfile(path) or os.path.getsize(path) > LARGEST:
                return []
            if _leads_out(path, self._root) or _holds_secrets(path):
                return []
            with open(path, encoding="utf-8-sig", errors="replace", newline="") as handle:
                return [line.rstrip("\r") for line in handle.read().split("\n")]
        except OSError:
            return []


def _leads_out(path: str, root: str) -> bool:
    """Whether a link in the checked folder points at a file outside of it."""
    inside = os.path.abspath(path).startswith(os.path.abspath(root) + os.sep)
    return inside and not os.path.realpath(path).startswith(os.path.realpath(root) + os.sep)


def _holds_secrets(path: str) -> bool:
    """Whether this is a plan or a state, whatever it is called."""
    if path.endswith(_SHOWN):
        return False
    from datahub_guard.sources.plan.recognition import PLAN, SHOWN_STATE, STATE, kind_of_file

    return kind_of_file(path) in (PLAN, STATE, SHOWN_STATE)
