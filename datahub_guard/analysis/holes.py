"""What is not seen of a stack, for rules about what it lacks."""

from __future__ import annotations

from datahub_guard.model.stack import Stack


def hole_in(stack: Stack) -> str:
    """Why resources of the stack may be there that were not read, or an empty text; a plan shows them all."""
    if stack.plan is not None:
        return ""
    return next((f"{call.address}: {call.hole}" for call in stack.modules if call.hole), "")
