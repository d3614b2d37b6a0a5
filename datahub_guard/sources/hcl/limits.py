"""How large what strangers write may become: HCL is read in CI, and twenty lines of it can ask for terabytes."""

from __future__ import annotations

from datahub_guard.sources.hcl.errors import EvaluationError

MAX_NESTING = 100
"""Brackets, templates and blocks inside one another; the deepest of 11,884 public files has fewer than 30."""

MAX_STRING = 8 * 1024 * 1024
"""Characters in one string. Terraform's own state and plan formats become unusable long before."""

MAX_PARTS = 1_000_000
"""Elements, keys and leaves in one value, shared parts counted as often as they occur."""

MAX_ITERATIONS = 1_000_000
"""Rounds of nested `for` expressions, outer times inner."""

MAX_FAULTS = 100
"""Syntax errors that are listed for one file."""


def check_string(value: str) -> str:
    """Return `value`, or raise EvaluationError when it is longer than MAX_STRING."""
    if len(value) > MAX_STRING:
        raise EvaluationError(f"the string has {len(value):,} characters; the limit is {MAX_STRING:,}")
    return value
