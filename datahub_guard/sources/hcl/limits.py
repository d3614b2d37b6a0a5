"""How large what strangers write may become: HCL is read in CI, and twenty lines of it can ask for terabytes."""

from __future__ import annotations

from datahub_guard.sources.hcl.errors import EvaluationError

MAX_NESTING = 100
"""Brackets, templates and blocks inside one another; the deepest of 11,884 public files has fewer than 30."""

MAX_STRING = 8 * 1024 * 1024
"""Characters in one string. Terraform's own state and plan formats become unusable long before."""

MAX_PARTS = 250_000
"""Elements, keys and leaves in one value, shared parts counted as often as they occur."""

MAX_SHAPE_PARTS = 10_000
"""Parts in what is known of an unknown value; beyond that nothing of it is kept."""

MAX_DIGITS = 4_000
"""Decimal magnitude of a number. Terraform allows 10^646456993; nobody means it, and it would fill the memory."""

MAX_ITERATIONS = 1_000_000
"""Rounds of nested `for` expressions, outer times inner."""

MAX_FAULTS = 100
"""Syntax errors between the blocks of one file before the rest of it is left aside."""

MAX_BLOCK_FAULTS = 20
"""Syntax errors in one block before the rest of it is left aside."""

MAX_RESCANNED = 2_000_000
"""Code points of one block that are read again after syntax errors in it: each may cost a walk to the block's end."""

MAX_FILE_BYTES = 20_000_000
"""Bytes in one file of HCL, variables or state; a lock file of generated code would be 50 times smaller."""

MAX_INSTANCES = 10_000
"""Instances of one block: what `count` or `for_each` asks for."""

MAX_STACK_INSTANCES = 200_000
"""Instances of resources and modules in one stack."""

MAX_MODULE_DEPTH = 32
"""Modules called inside one another."""

MAX_DIRECTORY_DEPTH = 64
"""Folders inside one another that are searched for configurations."""


def check_string(value: str) -> str:
    """Return `value`, or raise EvaluationError when it is longer than MAX_STRING."""
    if len(value) > MAX_STRING:
        raise EvaluationError(f"the string has {len(value):,} characters; the limit is {MAX_STRING:,}")
    return value


def check_parts(count: int, what: str) -> int:
    """Return `count`, or raise EvaluationError when `what` would have more than MAX_PARTS elements."""
    if count > MAX_PARTS:
        raise EvaluationError(f"{what} would have {count:,} elements; the limit is {MAX_PARTS:,}")
    return count


def check_depth(value: object) -> None:
    """Raise EvaluationError when lists and objects that were read from a text are nested deeper than MAX_NESTING."""
    level: list[object] = [value]
    for _ in range(MAX_NESTING + 1):
        inner: list[object] = []
        for part in level:
            if isinstance(part, dict):
                inner.extend(part.values())
            elif isinstance(part, list):
                inner.extend(part)
        level = [part for part in inner if isinstance(part, (dict, list))]
        if not level:
            return
    raise EvaluationError(f"the value is nested more than {MAX_NESTING} levels deep")
