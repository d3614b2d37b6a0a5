"""`datahub-guard schemas`: what the loader knows of the providers."""

from __future__ import annotations

import os

import click

from datahub_guard.cli.options import pairs_of_words
from datahub_guard.errors import GuardError


@click.group("schemas")
def command() -> None:
    """Look at the providers' schemas that the loader knows, or make them anew."""


@command.command("list")
def list_() -> None:
    """List the providers with a schema, and its version."""
    from datahub_guard.sources.schemas.store import SchemaStore

    store = SchemaStore.load()
    for provider in sorted(store.providers()):
        click.echo(f"{provider} {store.version(provider)}")


@command.command("update")
@click.argument("file", type=click.Path(dir_okay=False))
@click.option("--version", "versions", multiple=True, metavar="PROVIDER=VERSION", help="Version of a provider in FILE.")
@click.option(
    "--to", "folder", type=click.Path(file_okay=False), help="Folder of the stores (default: the shipped one)."
)
def update(file: str, versions: tuple[str, ...], folder: str | None) -> None:
    """Make the compact schemas anew from FILE, the output of `terraform providers schema -json`.

    The versions are read from the .terraform.lock.hcl beside FILE, or given with --version.
    """
    from datahub_guard.sources.schemas import compaction, store

    if not os.path.isfile(file):
        raise GuardError(f"{file}: no such file; `terraform providers schema -json > {file}` writes it")
    target = folder or store.shipped_directory()
    for path in compaction.update_store(file, target, versions=pairs_of_words(versions, "--version")):
        click.echo(path)
