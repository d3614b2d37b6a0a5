"""`datahub-guard explain`: all that is said about one rule."""

from __future__ import annotations

import click

from datahub_guard.cli.options import loaded_rules
from datahub_guard.errors import GuardError, nearest
from datahub_guard.reports.rule_page import page


@click.command("explain")
@click.argument("rule")
@click.option("--pack", multiple=True, type=click.Path(file_okay=False), help="A further folder of rules.")
def command(rule: str, pack: tuple[str, ...]) -> None:
    """Show the page of RULE: why it matters, what it looks at, the remedy."""
    _, rules = loaded_rules(pack, (), ())
    known = {r.id: r for r in rules} | {r.name: r for r in rules}
    found = known.get(rule) or known.get(rule.upper())
    if found is None:
        raise GuardError(f"there is no rule {rule!r}{nearest(rule.upper(), known)}; `datahub-guard rules` lists them")
    from rich.console import Console
    from rich.markdown import Markdown

    console = Console()
    if console.is_terminal:
        console.print(Markdown(page(found)))
    else:
        click.echo(page(found), nl=False)
