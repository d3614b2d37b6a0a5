"""`datahub-guard show`: the resources of a configuration, as rules see them."""

from __future__ import annotations

import json
from typing import Any

import click

from datahub_guard.cli import checking
from datahub_guard.cli.options import checked_root, estate_options, read_settings
from datahub_guard.model.estate import Estate
from datahub_guard.model.resource import UNSET, Resource
from datahub_guard.model.values import Sensitive, Unknown, Value


@click.command("show")
@click.argument("path", type=click.Path(), default=".")
@estate_options
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table", help="[table]")
def command(path: str, **options: Any) -> None:
    """Show the resources below PATH with their values, as a table or as JSON."""
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
        estate_index=options["estate"] or config.get("estate"),
    )
    estate = checking.load(request)
    if options["format_"] == "json":
        click.echo(json.dumps(_as_data(estate), ensure_ascii=False, indent=2))
    else:
        _table(estate)


def _as_data(estate: Estate) -> list[dict[str, Any]]:
    return [
        {
            "stack": stack.name,
            "path": stack.path,
            "resources": [_resource(resource) for resource in stack.resources],
            "outputs": {name: _json(output.value, output.sensitive) for name, output in stack.outputs.items()},
        }
        for stack in estate.present
    ]


def _resource(resource: Resource) -> dict[str, Any]:
    place = resource.place()
    return {
        "address": resource.address,
        "mode": resource.mode,
        "type": resource.type,
        "provider": resource.provider,
        "file": place.file,
        "line": place.line,
        "values": {name: _json(value) for name, value in _values(resource)},
    }


def _values(resource: Resource) -> list[tuple[str, Value]]:
    """The values with their sensitive marks: what is shown goes past `Resource.get`, which takes the marks off."""
    found = [(name, resource.attributes.read(name)) for name in resource.names()]
    return [(name, value) for name, value in found if value is not UNSET]


def _json(value: Value, sensitive: bool = False) -> Any:
    from datahub_guard.reports.hcl_text import as_json

    return as_json(Sensitive(value) if sensitive else value)


def _table(estate: Estate) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from datahub_guard.reports.plain import one_line

    console = Console(highlight=False)
    for stack in estate.present:
        table = Table(title=Text(f"{stack.path} ({len(stack.resources)} resources)"), title_justify="left", box=None)
        table.add_column("address", overflow="fold")
        table.add_column("place", no_wrap=True)
        table.add_column("values", overflow="fold")
        for resource in stack.resources:
            shown = ", ".join(f"{name}={_short(value)}" for name, value in _values(resource))
            table.add_row(
                Text(one_line(resource.address)), Text(one_line(str(resource.place()))), Text(one_line(shown))
            )
        console.print(table)
    for problem in (*estate.problems, *(p for s in estate.present for p in s.problems)):
        console.print(Text(f"{problem.place}: {one_line(problem.message)}"))


def _short(value: Value) -> str:
    if type(value) is Unknown:
        return f"({', '.join(value.references) or 'unknown'})"
    text = json.dumps(_json(value), ensure_ascii=False)
    return text if len(text) <= 80 else text[:77] + "…"
