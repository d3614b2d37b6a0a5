"""What Terraform said about expressions, and what the product says about the same."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

from datahub_guard.sources.hcl.context import Library, StackContext
from datahub_guard.sources.hcl.files import Files
from datahub_guard.sources.hcl.module import ModuleInstance
from datahub_guard.sources.hcl.rows import evaluated_row
from datahub_guard.sources.hcl.scope import Scope
from datahub_guard.sources.schemas.store import SchemaStore
from tests.places import ROOT

ORACLE = ROOT / "tests" / "oracle"
Row = dict[str, Any]


@functools.cache
def context_scope() -> Scope:
    """The scope of the module that the oracle's expressions stand in."""
    directory = str(ORACLE / "context")
    library = Library(Files(directory), SchemaStore.load())
    context = StackContext(library, directory, "oracle", directory, "oracle")
    return ModuleInstance(library.definition(directory), context).scope


def rows(name: str) -> list[Row]:
    """The rows of `NAME.jsonl`."""
    return [json.loads(line) for line in (ORACLE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def answer(expression: str) -> Row:
    """The product's row."""
    return evaluated_row(expression, context_scope())


def agrees(truth: Row, ours: Row) -> bool:
    """Whether value, type and what is unknown are the same, or both refuse the expression."""
    if "err" in truth or "err" in ours:
        return "err" in truth and "err" in ours
    return all(truth[key] == ours[key] for key in ("type", "value", "unknown"))


def listed_differences() -> dict[str, str]:
    """For each expression on which the two differ, why."""
    groups = json.loads(Path(ORACLE / "differences.json").read_text(encoding="utf-8"))
    return {expression: group["cause"] for group in groups for expression in group["expressions"]}
