"""`datahub-guard eval`: expressions beside a configuration."""

from __future__ import annotations

import json
import sys

import click

from datahub_guard.cli.options import FACTS
from datahub_guard.errors import GuardError
from datahub_guard.rules import packs


@click.command("eval")
@click.argument("directory", type=click.Path(), metavar="DIR")
@click.argument("expressions", nargs=-1, metavar="[EXPRESSION]...")
@click.option("--format", "format_", type=click.Choice(["hcl", "jsonl"]), default="hcl", help="[hcl]")
@click.option("--var-file", multiple=True, type=click.Path(dir_okay=False), help="Values of variables; repeatable.")
@click.option("--facts", type=click.Path(dir_okay=False), help="The platform's facts (default: the shipped ones).")
def command(
    directory: str, expressions: tuple[str, ...], format_: str, var_file: tuple[str, ...], facts: str | None
) -> None:
    """Evaluate each EXPRESSION (or each line of standard input) beside the configuration in DIR.

    `--format jsonl` writes a row for each: expr, type, value, unknown, with numbers as {"#": "digits"}; or expr, err.
    Exit codes: 0, or 1 when an expression has no value.
    """
    from datahub_guard.reports.hcl_text import hcl
    from datahub_guard.sources.console import open_scope, rows, value_of
    from datahub_guard.sources.facts import load_facts

    scope = open_scope(directory, load_facts(facts or f"{packs.shipped('policies')}/{FACTS}"), var_file)
    asked = expressions or tuple(line for line in sys.stdin.read().splitlines() if line.strip())
    failed = False
    if format_ == "jsonl":
        for row in rows(asked, scope):
            failed = failed or "err" in row
            click.echo(json.dumps(row, ensure_ascii=False))
    else:
        for expression in asked:
            try:
                click.echo(hcl(value_of(expression, scope)))
            except GuardError as error:
                failed = True
                click.echo(f"error: {error}", err=True)
    raise click.exceptions.Exit(1 if failed else 0)
