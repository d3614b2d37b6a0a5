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
from datahub_guard.reports.plain import one_line
from datahub_guard.sources.excerpts import Excerpts

FORMATS = ("text", "json", "sarif", "codequality", "junit")
STDOUT = "-"
# A run that answers within this time needs no progress display.
PATIENCE = 1.0
TICK = 0.2


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
                # a document is UTF-8, whatever the terminal's encoding is
                click.echo(_render(name, report).encode("utf-8", "backslashreplace"), nl=False)
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
    """Give a function that takes what is being done; a terminal shows it, and for how long, after a second."""
    if not stream.isatty():
        yield lambda what: None
        return
    # The work itself reads no clock: another thread looks at what it does.
    import threading

    doing = "starting"
    done = threading.Event()
    start = monotonic()

    def tell(what: str) -> None:
        nonlocal doing
        doing = what

    def show() -> None:
        width = max(20, os.get_terminal_size(stream.fileno()).columns - 8)
        pause = PATIENCE
        while not done.wait(pause):
            stream.write(f"\r\x1b[2K{one_line(doing)[:width]} {monotonic() - start:.0f} s")
            stream.flush()
            pause = TICK
        if pause != PATIENCE:
            stream.write("\r\x1b[2K")
            stream.flush()

    thread = threading.Thread(target=show, daemon=True)
    thread.start()
    try:
        yield tell
    finally:
        done.set()
        thread.join()
