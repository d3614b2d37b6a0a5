"""The page of a rule, in Markdown: generated from the rule, so that nothing about it stands in two places."""

from __future__ import annotations

from collections.abc import Sequence

from datahub_guard.rules.contract import Rule

_SCOPES = {
    "resource": "each resource",
    "change": "each change of a plan",
    "stack": "each stack",
    "estate": "the estate as a whole",
}


class Case:
    """An example on the page: code that the rule must find, or must leave alone."""

    __slots__ = ("code", "title")

    def __init__(self, title: str, code: str) -> None:
        self.title = title
        self.code = code


def page(rule: Rule, cases: Sequence[Case] = ()) -> str:
    """Return the rule's page."""
    lines = [f"# {rule.id}: {rule.title}", "", f"`{rule.name}` · {rule.severity.label} · {rule.language}", ""]
    lines += ["## Why", "", rule.rationale, ""]
    lines += ["## What it looks at", "", f"Checks {_SCOPES[rule.scope]}; inputs: {', '.join(rule.inputs)}.", ""]
    for label, names in (("Types", rule.applies_to), ("Decides on", rule.reads), ("Needs to know", rule.needs)):
        if names:
            lines += [f"- {label}: " + ", ".join(f"`{name}`" for name in names)]
    lines += ["", "## What to do", "", rule.remedy, ""]
    for case in cases:
        lines += [f"## {case.title}", "", "```hcl", case.code.rstrip(), "```", ""]
    if rule.references:
        lines += ["## References", "", *(f"- {reference}" for reference in rule.references), ""]
    return "\n".join(lines).replace("\n\n\n", "\n\n")
