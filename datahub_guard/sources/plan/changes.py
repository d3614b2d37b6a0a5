"""What a plan does with an instance, as the model has it."""

from __future__ import annotations

from typing import Any

from datahub_guard.model.paths import Path
from datahub_guard.model.resource import Change
from datahub_guard.model.values import UNKNOWN
from datahub_guard.sources.plan.configuration import as_list, as_object, as_text

ACTIONS = frozenset({"no-op", "create", "read", "update", "delete", "forget"})

HIDDEN = "(sensitive value)"
HIDDEN_CHANGED = "(sensitive value, changed)"
"""What stands for a sensitive value in `before` and `after`: whether it changes can be told, what it is cannot."""

_MAX_NESTING = 100


class PlanChange(Change):
    """A `Change` whose `before` and `after` are made when they are read.

    Both are plain JSON without secrets; in `after`, `UNKNOWN` stands for what is not known before apply.
    """

    __slots__ = ("_raw",)

    def __init__(self, raw: dict[str, Any], actions: tuple[str, ...], reason: str, previous_address: str) -> None:
        # `before` and `after` are the properties below
        self._raw = raw
        self.actions = actions
        self.replace_paths = replace_paths(raw)
        self.reason = reason
        self.previous_address = previous_address
        self.importing = raw.get("importing") is not None

    @property
    def before(self) -> Any:
        """What stood before."""
        raw = self._raw
        return _shown(raw.get("before"), None, raw.get("before_sensitive"), raw.get("before"), 0)

    @property
    def after(self) -> Any:
        """What will stand after."""
        raw = self._raw
        return _shown(raw.get("after"), raw.get("after_unknown"), raw.get("after_sensitive"), raw.get("before"), 0)


def actions_of(change: dict[str, Any]) -> tuple[str, ...]:
    """The actions of a change, in their order."""
    return tuple(action for action in as_list(change.get("actions")) if isinstance(action, str))


def replace_paths(change: dict[str, Any]) -> tuple[Path, ...]:
    """The paths that force a replacement."""
    found = []
    for path in as_list(change.get("replace_paths")):
        steps = tuple(step for step in as_list(path) if isinstance(step, (str, int)))
        if steps:
            found.append(steps)
    return tuple(found)


def output_change(raw: Any) -> PlanChange:
    """The change of an output."""
    change = as_object(raw)
    return PlanChange(change, actions_of(change), as_text(change.get("action_reason")), "")


def _shown(value: Any, unknown: Any, sensitive: Any, before: Any, depth: int) -> Any:
    if sensitive is True:
        if unknown is True:
            return UNKNOWN
        return value if value is None else HIDDEN if value == before else HIDDEN_CHANGED
    if unknown is True:
        return UNKNOWN
    if depth > _MAX_NESTING or not (unknown or sensitive):
        return value
    if isinstance(value, dict) or (value is None and isinstance(unknown, dict) and unknown):
        return _shown_object(value or {}, unknown, sensitive, before, depth)
    if isinstance(value, list):
        holes = unknown if isinstance(unknown, list) else []
        marks = sensitive if isinstance(sensitive, list) else []
        old = before if isinstance(before, list) else []
        return [
            _shown(
                part,
                holes[i] if i < len(holes) else None,
                marks[i] if i < len(marks) else None,
                old[i] if i < len(old) else None,
                depth + 1,
            )
            for i, part in enumerate(value)
        ]
    return value


def _shown_object(value: dict[str, Any], unknown: Any, sensitive: Any, before: Any, depth: int) -> dict[str, Any]:
    holes, marks, old = as_object(unknown), as_object(sensitive), as_object(before)
    out = {k: _shown(part, holes.get(k), marks.get(k), old.get(k), depth + 1) for k, part in value.items()}
    for name, hole in holes.items():
        if name not in out and hole is True:
            out[name] = UNKNOWN
    return out
