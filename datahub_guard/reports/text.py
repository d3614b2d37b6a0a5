"""The report for people: place, source line with the offending part underlined, what was expected, the remedy.

The layout is a list of (text, style) segments. A terminal gets them through rich, everything else as bare text; no
segment is ever read as markup, so nothing in a checked file can style or forge the output.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from datahub_guard.findings.finding import Finding
from datahub_guard.findings.report import Report, redact
from datahub_guard.model.places import Place
from datahub_guard.model.problems import Problem
from datahub_guard.model.severity import Severity
from datahub_guard.reports.plain import one_line, plain
from datahub_guard.rules.verdicts import RuleFailure

Segment: TypeAlias = tuple[str, str]
Excerpt: TypeAlias = Callable[[Place], "str | None"]
"""Gives the source line at a place, or `None` where there is none to show."""

STYLES = {
    Severity.CRITICAL: "bold white on red",
    Severity.HIGH: "bold red",
    Severity.MEDIUM: "yellow",
    Severity.LOW: "cyan",
    Severity.INFO: "dim",
}
_WIDTH = 160
_TAB = "    "


def write(report: Report, excerpt: Excerpt, prefix: str = "") -> str:
    """Return the report as bare text. `prefix` leads from the reader's folder to the checked root."""
    return "".join(text for text, _ in segments(report, excerpt, prefix))


def segments(report: Report, excerpt: Excerpt, prefix: str = "") -> Iterator[Segment]:
    """The report as styled text. A line that holds a sensitive value is shown without it."""
    excerpt = _without_secrets(excerpt, report.secrets)
    for finding in report.findings:
        yield from _finding(finding, excerpt, prefix)
    for finding in report.undecided:
        yield from _undecided(finding, excerpt, prefix)
    for problem in report.problems:
        yield from _problem(problem, excerpt, prefix)
    for failure in report.rule_failures:
        yield from _failure(failure)
    yield from _summary(report)


def _without_secrets(excerpt: Excerpt, secrets: tuple[str, ...]) -> Excerpt:
    if not secrets:
        return excerpt

    def line(place: Place) -> str | None:
        shown = excerpt(place)
        return None if shown is None else redact(shown, secrets)

    return line


def _finding(finding: Finding, excerpt: Excerpt, prefix: str) -> Iterator[Segment]:
    yield from _where(finding.place, prefix)
    yield finding.rule, "bold"
    yield " ", ""
    yield finding.severity.label, STYLES[finding.severity]
    yield f" {finding.rule_name}\n", ""
    yield f"  {one_line(finding.address)}", "bold"
    yield f": {one_line(finding.message)}\n", ""
    if not finding.secret:
        yield from _source(finding.place, excerpt)
    yield from _entry("expected", finding.expected)
    yield from _entry("remedy", finding.remedy)
    for related in finding.related:
        yield from _entry("via", f"{prefix}{related.place} {related.message}")
    yield "\n", ""


def _undecided(finding: Finding, excerpt: Excerpt, prefix: str) -> Iterator[Segment]:
    yield from _where(finding.place, prefix)
    yield finding.rule, "bold"
    yield " undecided", "magenta"
    yield f" {finding.severity.label} {finding.rule_name}\n", ""
    yield f"  {one_line(finding.address)}", "bold"
    yield f": {one_line(finding.reason)}\n", ""
    yield from _source(finding.place, excerpt)
    yield "\n", ""


def _problem(problem: Problem, excerpt: Excerpt, prefix: str) -> Iterator[Segment]:
    yield from _where(problem.place, prefix)
    yield ("note", "dim") if problem.note else ("problem", "bold magenta")
    yield f" {problem.kind}\n  {one_line(problem.message)}\n", ""
    yield from _source(problem.place, excerpt)
    yield from _entry("remedy", problem.remedy)
    yield "\n", ""


def _failure(failure: RuleFailure) -> Iterator[Segment]:
    yield f"{one_line(str(failure.place))}: ", "bold"
    yield failure.rule.id, "bold"
    yield " rule failure", "bold magenta"
    yield f" on {one_line(failure.subject or failure.stack)}\n  {one_line(failure.message)}\n\n", ""


def _where(place: Place, prefix: str) -> Iterator[Segment]:
    yield f"{one_line(prefix + str(place))}: ", "bold"


def _entry(label: str, text: str) -> Iterator[Segment]:
    if text:
        first, *rest = plain(text).splitlines() or [""]
        yield f"  {label}: ", "dim"
        yield f"{first}\n", ""
        for line in rest:
            yield f"    {line}".rstrip() + "\n", ""


def _source(place: Place, excerpt: Excerpt) -> Iterator[Segment]:
    line = excerpt(place)
    if line is None:
        return
    start = place.column - 1
    end = place.end_column - 1 if place.end_line == place.line and place.end_column > place.column else len(line)
    shift = max(0, start - _WIDTH // 2)
    shown = line[shift : shift + _WIDTH]
    head, part = plain(shown[: start - shift].replace("\t", _TAB)), shown[start - shift : end - shift].rstrip("\r\n")
    mark = plain(part.replace("\t", _TAB)).rstrip()
    number = str(place.line)
    yield f"  {' ' * len(number)} |\n", "blue"
    yield f"  {number} | ", "blue"
    yield head + plain(shown[start - shift :].replace("\t", _TAB)).rstrip() + "\n", ""
    yield f"  {' ' * len(number)} | ", "blue"
    yield " " * _cells(head) + "^" * max(1, _cells(mark)) + "\n", "red"


def _cells(text: str) -> int:
    """How many columns of a terminal the text takes."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def _summary(report: Report) -> Iterator[Segment]:
    coverage = report.coverage
    read = (len(coverage.stacks), "stack"), (coverage.resources, "resource"), (len(coverage.rules_run), "rule")
    yield ", ".join(_count(number, word) for number, word in read) + ": ", ""
    counts = dict.fromkeys(sorted(Severity, reverse=True), 0)
    for finding in report.findings:
        counts[finding.severity] += 1
    detail = ", ".join(f"{n} {severity.label}" for severity, n in counts.items() if n)
    yield _count(len(report.findings), "finding"), "bold red" if report.findings else "bold green"
    yield f" ({detail})" if detail else "", ""
    problems = sum(not p.note for p in report.problems)
    notes = len(report.problems) - problems
    parts = [
        f"{len(report.undecided)} undecided",
        _count(problems, "problem"),
        _count(len(report.rule_failures), "rule failure"),
        f"{len(report.waived)} waived",
    ]
    if notes:
        parts.append(_count(notes, "note"))
    yield ", " + ", ".join(parts) + "\n", ""
    for skipped in coverage.rules_skipped:
        yield f"not run: {skipped.rule}: {one_line(skipped.reason)}\n", "dim"


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
