"""Errors that end a run. Faults in checked files are values (`model.problems.Problem`), never exceptions."""

from __future__ import annotations

from collections.abc import Iterable


class GuardError(Exception):
    """A wrong call, setting, facts file or pack: the message says what is wrong, where, and what to do (exit 2)."""


class UnknownAsBoolean(TypeError):
    """A rule used an unknown value as a truth value; the engine reports the rule, not the checked file."""


def nearest(word: str, known: Iterable[str], most: int = 3) -> str:
    """Return ` (nearest: a, b)` for the known words closest to `word`, or an empty string."""
    import difflib

    close = difflib.get_close_matches(word, list(known), n=most, cutoff=0.6)
    return f" (nearest: {', '.join(close)})" if close else ""
