"""Options that several commands share, and how they meet the settings file."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import click

from datahub_guard.errors import GuardError, nearest
from datahub_guard.model.severity import Severity
from datahub_guard.rules import packs
from datahub_guard.rules.contract import Rule
from datahub_guard.rules.rego.embedded import EmbeddedEngine
from datahub_guard.sources import settings

F = TypeVar("F", bound=Callable[..., Any])


SEVERITIES = [severity.label for severity in Severity]
SHIPPED_PACKS = ("policies", "rego")
FACTS = "platform.yaml"


def estate_options(command: F) -> F:
    """`--facts`, `--var-file`, `--plan`, `--state`, `--no-plan`, `--repository`, `--estate`, `--config`."""
    for option in (
        click.option("--config", type=click.Path(dir_okay=False), help="Settings file (default: datahub-guard.toml)."),
        click.option(
            "--facts", type=click.Path(dir_okay=False), help="The platform's facts (default: the shipped ones)."
        ),
        click.option(
            "--var-file", multiple=True, type=click.Path(dir_okay=False), help="Values of variables; repeatable."
        ),
        click.option(
            "--plan", multiple=True, metavar="STACK=FILE", help="A plan of a stack, as `terraform show -json`."
        ),
        click.option("--state", multiple=True, metavar="STACK=FILE", help="A state file of a stack."),
        click.option("--no-plan", is_flag=True, help="Leave plans that lie in a stack's folder aside."),
        click.option("--repository", help="Which repository of the estate this is, when its folder does not say."),
        click.option(
            "--estate", type=click.Path(dir_okay=False), help="Index of the other repositories (`estate export`)."
        ),
        click.option("--root", type=click.Path(file_okay=False), help="Folder that reported paths are relative to."),
    ):
        command = option(command)
    return command


def rule_options(command: F) -> F:
    """`--select`, `--ignore`, `--pack`."""
    for option in (
        click.option("--select", multiple=True, metavar="RULE|FAMILY,...", help="Only these rules; repeatable."),
        click.option("--ignore", multiple=True, metavar="RULE|FAMILY,...", help="Not these rules; repeatable."),
        click.option("--pack", multiple=True, type=click.Path(file_okay=False), help="A further folder of rules."),
    ):
        command = option(command)
    return command


def read_settings(options: Mapping[str, Any], start: str) -> settings.Settings:
    """Read `--config`, or the settings file found from `start` upwards.

    Raises GuardError for settings that are wrong, and for an option that names a file that does not exist.
    """
    for option in ("config", "facts", "var-file", "estate"):
        given = options.get(option.replace("-", "_")) or ()
        for path in (given,) if isinstance(given, str) else given:
            require_file(path, f"--{option}")
    return settings.read(options["config"] or settings.find(start))


def require_file(path: str, option: str) -> None:
    """Raise GuardError, with the nearest name, when `path` is no file."""
    if os.path.exists(path) and not os.path.isfile(path):
        raise GuardError(f"{option}: {path}: it is no regular file")
    if not os.path.isfile(path):
        raise GuardError(f"{option}: {path}: no such file{_nearest_path(path)}")


def severity_named(text: str, option: str) -> Severity:
    """Return the severity that `option` names."""
    try:
        return Severity.named(text)
    except KeyError:
        raise GuardError(f"{option}: there is no severity {text!r}{nearest(text, SEVERITIES)}") from None


def loaded_rules(
    pack: Sequence[str], select: Sequence[str], ignore: Sequence[str], engine: EmbeddedEngine | None = None
) -> tuple[list[packs.Pack], list[Rule]]:
    """Load the shipped packs and `pack`, and return them with the selected rules, sorted by id."""
    own = engine or EmbeddedEngine()
    try:
        loaded = packs.load([*(packs.shipped(name) for name in SHIPPED_PACKS), *pack], own)
    finally:
        if engine is None:
            own.close()
    rules = sorted((rule for p in loaded for rule in p.rules), key=lambda r: r.id)
    return loaded, packs.select(rules, _listed(select), _listed(ignore))


def _listed(values: Sequence[str]) -> list[str]:
    """`--select A,B` and `--select A --select B` are the same."""
    return [name.strip() for value in values for name in value.split(",") if name.strip()]


def pairs_of_words(values: Sequence[str], option: str) -> dict[str, str]:
    """Split `NAME=WORD` values."""
    out = {}
    for value in values:
        name, sep, word = value.partition("=")
        if not sep or not word:
            raise GuardError(f"{option} takes NAME=VALUE, got {value!r}")
        out[name] = word
    return out


def pairs(values: Sequence[str], option: str) -> dict[str, str]:
    """Split `STACK=FILE` values."""
    out = {}
    for value in values:
        stack, sep, file = value.partition("=")
        if not sep or not file:
            raise GuardError(f"{option} takes STACK=FILE, got {value!r}")
        require_file(file, option)
        out[stack] = file
    return out


def _nearest_path(path: str) -> str:
    """The entries of the path's folder with a name like its last part."""
    folder, name = os.path.split(path.rstrip("/"))
    try:
        entries = os.listdir(folder or ".")
    except OSError:
        return ""
    return nearest(name, entries)


def checked_root(paths: Sequence[str], root: str | None) -> str:
    """The folder that reported paths are relative to.

    `--root`, or the one folder that is checked, or the current folder when everything lies below it, or the
    deepest folder that holds everything.
    """
    for path in paths:
        if not os.path.lexists(path):
            raise GuardError(f"{path}: no such file or folder{_nearest_path(path)}")
    absolute = [os.path.abspath(path) for path in paths]
    if root is not None:
        base = os.path.abspath(root)
        outside = [p for p, a in zip(paths, absolute, strict=True) if os.path.commonpath([a, base]) != base]
        if outside:
            raise GuardError(f"{outside[0]}: lies outside of --root {root}")
        return base
    if len(absolute) == 1 and os.path.isdir(absolute[0]):
        return absolute[0]
    here = os.getcwd()
    folders = [a if os.path.isdir(a) else os.path.dirname(a) for a in absolute]
    common = os.path.commonpath(folders)
    return here if os.path.commonpath([common, here]) == here else common
