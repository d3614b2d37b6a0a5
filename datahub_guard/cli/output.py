"""Where reports go: standard output and files, in any number of formats."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from time import monotonic
from typing import TextIO

import click

from datahub_guard.errors import GuardError, nearest
from datahub_guard.findings.report import Report
from datahub_guard.sources.excerpts import Excerpts

FORMATS = ("text", "json", "sarif", "codequality", "junit")
STDOUT = "-"
# A run that answers within this time needs no progress display.
PATIENCE = 1.0


def targets(format_: str, outputs: Sequence[str]) -> list[tuple[str, str]]:
    """Return (format, file) pairs, `-` for standard output; raises GuardError for a format that does not exist."""
    wanted = [(format_, STDOUT)]
    for value in outputs:
        name, sep, file = value.partition("=")
        if not sep or not file:
            raise GuardError(f"--output takes FORMAT=FILE, got {value!r}")
        wanted.append((name, file))
    for name, file in wanted:
        if name not in FORMATS:
            raise GuardError(f"there is no format {name!r}{nearest(name, FORMATS)}; known: {', '.join(FORMATS)}")
        folder = os.path.dirname(os.path.abspath(file))
        if file != STDOUT and not os.path.isdir(folder):
            raise GuardError(f"--output {name}={file}: there is no folder {os.path.dirname(file)}")
    return wanted


def write(report: Report, wanted: Sequence[tuple[str, str]]) -> None:
    """Write the report to each target. A file is replaced as a whole, so a run that fails leaves the old one."""
    for name, file in wanted:
        if file == STDOUT:
            if name == "text":
                _to_terminal(report)
            else:
                click.echo(_render(name, report), nl=False)
        else:
            write_file(file, _render(name, report))


def _render(name: str, report: Report) -> str:
    import importlib

    module = importlib.import_module(f"datahub_guard.reports.{name}")
    if name == "text":
        text: str = module.write(report, Excerpts(report.root, report.coverage.files).line, _prefix(report.root))
    else:
        text = module.write(report)
    return text


def _prefix(root: str) -> str:
    """What leads from the current folder to the checked root, so that a printed place can be opened."""
    relative = os.path.relpath(root)
    return "" if relative == "." else relative.replace(os.sep, "/") + "/"


def _to_terminal(report: Report) -> None:
    if not sys.stdout.isatty() or "NO_COLOR" in os.environ:
        click.echo(_render("text", report), nl=False)
        return
    from rich.console import Console
    from rich.text import Text

    from datahub_guard.reports.text import segments

    parts = segments(report, Excerpts(report.root, report.coverage.files).line, _prefix(report.root))
    Console(highlight=False, soft_wrap=True).print(Text.assemble(*parts), end="")


def write_file(file: str, text: str) -> None:
    """Write a file as a whole or not at all."""
    import tempfile

    folder = os.path.dirname(os.path.abspath(file))
    try:
        handle, temporary = tempfile.mkstemp(dir=folder, prefix=".datahub-guard-")
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as stream:
            stream.write(text)
        os.chmod(temporary, 0o644)
        os.replace(temporary, file)
    except OSError as error:
        raise GuardError(f"{file}: the report cannot be written: {error.strerror}") from error


@contextmanager
def progress(stream: TextIO) -> Iterator[Callable[[str], None]]:
    """Give a function that says what is being done; it shows only on a terminal, and only after a second."""
    start = monotonic()
    shown = False

    def tell(what: str) -> None:
        nonlocal shown
        if stream.isatty() and monotonic() - start > PATIENCE:
            stream.write(f"\r\x1b[2K{what}… {monotonic() - start:.0f} s")
            stream.flush()
            shown = True

    try:
        yield tell
    finally:
        if shown:
            stream.write("\r\x1b[2K")
            stream.flush()
