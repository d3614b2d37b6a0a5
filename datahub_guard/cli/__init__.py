"""The command line: the only place that prints or exits."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from typing import Any, NoReturn

import click

from datahub_guard import __version__
from datahub_guard.errors import GuardError, nearest
from datahub_guard.findings.gate import INCOMPLETE, USAGE

# name -> the module that defines `command`; a module is imported when its command runs, because each import counts
COMMANDS = {
    "check": "check a file, a stack, a repository, an estate or a plan",
    "rules": "list the rules",
    "explain": "explain a rule",
    "eval": "evaluate expressions beside a configuration, as `terraform console` does",
    "show": "show the resources of a configuration with their values",
    "estate": "look at an estate as a whole",
    "schemas": "the providers' schemas that the loader knows",
}


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"datahub_guard.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            raise click.UsageError(f"there is no command {name!r}{nearest(name, COMMANDS)}", ctx)
        return super().resolve_command(ctx, args)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="datahub-guard")
def cli() -> None:
    """Keep a multi-repository AWS and Databricks data platform inside its own rules."""


def main() -> None:
    """Run the command line and exit: 0 clean, 1 findings, 2 usage or configuration error, 3 incomplete."""
    # What a command allocates is in use to its end; the collector would only look for garbage that is not there.
    gc.disable()
    _open_streams()
    try:
        # without its standalone mode, click returns the code that a command exits with
        code = cli.main(prog_name="datahub-guard", standalone_mode=False) or 0
    except click.Abort:
        click.echo("aborted", err=True)
        code = 130
    except click.ClickException as error:
        _with_the_nearest(error).show()
        code = USAGE
    except GuardError as error:
        click.echo(f"error: {error}", err=True)
        code = USAGE
    except SystemExit:
        # click's answer to a reader of our output that went away: not an error of ours, and nothing more can be written
        code = 141
    except OSError as error:  # a full disk, mostly: what was to be said was not said whole, and that is no finding
        click.echo(f"error: {error}", err=True)
        code = INCOMPLETE
    _leave(code)


def _open_streams() -> None:
    """What the encoding of a stream cannot say is written as escapes; a stream that is closed takes everything."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115  open to the end
        else:
            stream.reconfigure(errors="backslashreplace")


def _with_the_nearest(error: click.ClickException) -> click.ClickException:
    """Add to the refusal of a word that is none of an option's choices the nearest of them."""
    if not (isinstance(error, click.BadParameter) and error.param and isinstance(error.param.type, click.Choice)):
        return error
    quoted = error.message.split("'")
    hint = nearest(quoted[1].lower(), [str(choice) for choice in error.param.type.choices]) if len(quoted) > 2 else ""
    return click.BadParameter(error.message.removesuffix(".") + hint, error.ctx, error.param)


def _leave(code: int) -> NoReturn:
    """End the process without taking apart, object by object, what the system takes back at once."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        code = 141
    except OSError:  # the same full disk
        code = INCOMPLETE
    os._exit(code)
