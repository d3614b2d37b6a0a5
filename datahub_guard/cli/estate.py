"""`datahub-guard estate`: the estate as a whole."""

from __future__ import annotations

from typing import Any

import click

from datahub_guard.cli import checking, output
from datahub_guard.cli.options import checked_root, estate_options, read_settings


@click.group("estate")
def command() -> None:
    """Look at an estate as a whole."""


@command.command("export")
@click.argument("path", type=click.Path(), default=".")
@estate_options
@click.option("--output", "file", type=click.Path(dir_okay=False), help="Where to write it (default: standard output).")
def export(path: str, file: str | None, **options: Any) -> None:
    """Write the index of the estate in PATH, for checks of a single repository (`check --estate FILE`).

    It holds stacks, outputs with types, identities, consumers, ranges and catalogs; nothing that is sensitive.
    """
    from datahub_guard.reports.estate_index import write

    config = read_settings(options, path)
    request = checking.Request(
        paths=(path,),
        root=checked_root((path,), options["root"]),
        facts=options["facts"] or config.get("facts"),
        var_files=(*config.get("var-file", ()), *options["var_file"]),
        plans=options["plan"],
        states=options["state"],
        use_plans=not options["no_plan"],
        repository=options["repository"] or config.get("repository"),
    )
    text = write(checking.load(request))
    if file is None:
        click.echo(text, nl=False)
    else:
        output.write_file(file, text)
