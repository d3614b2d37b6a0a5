"""The text of a plan as its sections, without decoding what nobody asks for.

Two thirds of a plan say again what `resource_changes` says: `planned_values`, `resource_drift`, and `prior_state` where
no data source is in it. They are jumped over: the text behind the jump must read as the rest of one object, to the end
of the file, which it only does where the key that was jumped to is a key of the plan itself.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

from datahub_guard.model.values import Number
from datahub_guard.sources.hcl.errors import EvaluationError
from datahub_guard.sources.hcl.files import Files
from datahub_guard.sources.hcl.numbers import parse_number
from datahub_guard.sources.plan.recognition import HEAD_BYTES, JSON, PLAN, REMEDIES, decoded, kind_of

MAX_PLAN_BYTES = 256_000_000
"""A plan of 15,000 resources has 30 MB; what is read of a file takes three to four times its size in memory."""

_JUMPS = {"planned_values": "resource_changes", "resource_drift": "resource_changes", "prior_state": "configuration"}
_NEEDED = (
    "variables",
    "resource_changes",
    "output_changes",
    "prior_state",
    "configuration",
    "checks",
    "errored",
    "complete",
)
_TELLING = frozenset({"planned_values", "resource_changes", "output_changes", "configuration"})
_MAX_JUMPS = 8
_SPACE = " \t\r\n"


class PlanFault(Exception):
    """A file that cannot be used as a plan: what is wrong with it, and what to do."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


def read_plan(path: str, files: Files) -> dict[str, Any]:
    """The sections of the plan in a file, decoded; `planned_values` only where there is no `resource_changes`.

    Numbers that are not whole are exact (`Fraction`).

    Raises:
        PlanFault: the file cannot be read, is too large, or is no plan.
    """
    shown = files.shown(os.path.abspath(path))
    text = _text_of(path, shown, files)
    try:
        plan = _plan_in(sections(text))
    except json.JSONDecodeError as error:
        raise PlanFault(
            f"{shown} is no valid JSON: {error.msg} at line {error.lineno}, column {error.colno}",
            "make it again: terraform show -json tfplan > tfplan.json",
        ) from None
    except RecursionError:
        raise PlanFault(f"{shown} is nested too deeply to be a plan") from None
    except ValueError as error:
        raise PlanFault(f"{shown} cannot be read as a plan: {error}") from None
    if plan is None:
        raise PlanFault(f"{shown} holds JSON that is no plan", REMEDIES.get(_kind(text), _HOW))
    return plan


_HOW = "a plan is made by: terraform plan -out=tfplan && terraform show -json tfplan > tfplan.json"


def _text_of(path: str, shown: str, files: Files) -> str:
    try:
        size = os.stat(path).st_size
        if size > MAX_PLAN_BYTES:
            limit = MAX_PLAN_BYTES // 1_000_000
            raise PlanFault(f"{shown} has {size // 1_000_000} MB; the limit for a plan is {limit} MB")
        data = files.read(os.path.abspath(path), MAX_PLAN_BYTES)
    except OSError as error:
        raise PlanFault(f"{shown} cannot be read: {error.strerror or error}", "make it readable") from None
    kind = kind_of(data[:HEAD_BYTES], len(data) <= HEAD_BYTES)
    if kind not in (PLAN, JSON):
        what = f"is a {kind}, not a plan in JSON" if kind else "is no JSON, so no plan"
        raise PlanFault(f"{shown} {what}", REMEDIES.get(kind, _HOW))
    try:
        return decoded(data)
    except UnicodeDecodeError as error:
        raise PlanFault(f"{shown} is not {error.encoding}: byte {error.start} from the start") from None


def _kind(text: str) -> str:
    return kind_of(text[:HEAD_BYTES].encode("utf-8", "replace"), len(text) <= HEAD_BYTES)


def _plan_in(document: Any) -> dict[str, Any] | None:
    """The document itself when it is a plan, or the one plan that it wraps (`{"plan": {...}}`, `[{...}]`)."""
    if isinstance(document, dict) and _is_plan(document):
        return document
    parts = document.values() if isinstance(document, dict) else document if isinstance(document, list) else ()
    found = [part for part in parts if isinstance(part, dict) and _is_plan(part)]
    if len(found) > 1:
        raise ValueError(f"it holds {len(found)} plans; give them one file each")
    return found[0] if found else None


def _is_plan(document: dict[str, Any]) -> bool:
    return not _TELLING.isdisjoint(document)


# -- JSON -------------------------------------------------------------------------------------------------------------


def _number(text: str) -> Number:
    try:
        return parse_number(text)
    except EvaluationError as error:
        raise ValueError(error.message) from None


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no JSON")


_DECODER = json.JSONDecoder(parse_float=_number, parse_constant=_no_number)


def sections(text: str) -> Any:
    """Decode a document, jumping over what is not needed when it is an object.

    Raises:
        ValueError: it is no JSON (as `json.JSONDecodeError` where a place can be told), or says a section twice.
        RecursionError: it is nested too deeply.
    """
    at = _skip(text, 0)
    if not text.startswith("{", at):
        value, end = _DECODER.raw_decode(text, at)
        _expect_end(text, end)
        return value
    found: dict[str, Any] = {}
    at = _skip(text, at + 1)
    if text.startswith("}", at):
        _expect_end(text, at + 1)
        return found
    _members(text, at, found)
    return found


def _members(text: str, at: int, found: dict[str, Any]) -> None:
    """Decode `"key": value, ...}` from `at` to the end of the text into `found`."""
    while True:
        if not text.startswith('"', at):
            raise json.JSONDecodeError("expected a key in quotes", text, at)
        key, at = _DECODER.raw_decode(text, at)
        at = _skip(text, at)
        if not text.startswith(":", at):
            raise json.JSONDecodeError("expected ':'", text, at)
        at = _skip(text, at + 1)
        if key in found:
            raise ValueError(f"it has two sections {key}")
        if key in _JUMPS and _jump(text, at, key, found):
            return
        found[key], at = _DECODER.raw_decode(text, at)
        at = _skip(text, at)
        if text.startswith("}", at):
            _expect_end(text, at + 1)
            return
        if not text.startswith(",", at):
            raise json.JSONDecodeError("expected ',' or '}'", text, at)
        at = _skip(text, at + 1)


def _jump(text: str, at: int, key: str, found: dict[str, Any]) -> bool:
    """Go on behind the value at `at` without decoding it; False when that is not safe."""
    for target in _occurrences(text, f'"{_JUMPS[key]}"', at):
        if key == "prior_state" and text.find('"data"', at, target) >= 0:
            return False
        rest: dict[str, Any] = {}
        try:
            _members(text, target, rest)
        except ValueError:
            continue
        if any(name not in rest and text.find(f'"{name}"', at, target) >= 0 for name in _NEEDED if name != key):
            return False
        if not found.keys().isdisjoint(rest):
            return False
        found.update(rest)
        return True
    return False


def _occurrences(text: str, word: str, at: int) -> Iterator[int]:
    for _ in range(_MAX_JUMPS):
        at = text.find(word, at)
        if at < 0:
            return
        yield at
        at += len(word)


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in _SPACE:
        at += 1
    return at


def _expect_end(text: str, at: int) -> None:
    end = _skip(text, at)
    if end != len(text):
        raise json.JSONDecodeError("expected the end of the file", text, end)
