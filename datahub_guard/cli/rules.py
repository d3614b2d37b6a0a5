"""`datahub-guard rules`: the catalogue."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import click

from datahub_guard.cli.options import loaded_rules, rule_options
from datahub_guard.rules.contract import Rule


@click.command("rules")
@rule_options
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table", help="[table]")
def command(select: tuple[str, ...], ignore: tuple[str, ...], pack: tuple[str, ...], format_: str) -> None:
    """List the rules by family, with severity, language and what they look at."""
    _, rules = loaded_rules(pack, select, ignore)
    if format_ == "json":
        click.echo(json.dumps([as_data(rule) for rule in rules], ensure_ascii=False, indent=2))
    else:
        _table(rules)


# Wide enough that no line is broken for a program that reads the table.
LINE = 1000


def as_data(rule: Rule) -> dict[str, Any]:
    """All that is said about a rule, as plain data."""
    return {
        "id": rule.id,
        "name": rule.name,
        "family": rule.family,
        "title": rule.title,
        "severity": rule.severity.label,
        "language": rule.language,
        "scope": rule.scope,
        "applies_to": list(rule.applies_to),
        "reads": list(rule.reads),
        "needs": list(rule.needs),
        "inputs": list(rule.inputs),
        "rationale": rule.rationale,
        "remedy": rule.remedy,
        "references": list(rule.references),
    }


def _table(rules: Sequence[Rule]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from datahub_guard.reports.text import STYLES

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("rule", "severity", "language", "inputs", "title"):
        table.add_column(column, no_wrap=column != "title")
    family = ""
    for rule in rules:
        if family and rule.family != family:
            table.add_section()
        family = rule.family
        table.add_row(
            rule.id,
            Text(rule.severity.label, STYLES[rule.severity]),
            rule.language,
            ", ".join(rule.inputs),
            Text(rule.title),
        )
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = LINE
    console.print(table)
    console.print(f"{len(rules)} rules; `datahub-guard explain RULE` says more", markup=False)
