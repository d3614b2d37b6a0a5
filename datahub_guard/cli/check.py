"""`datahub-guard check`: run the rules and report."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from time import perf_counter
from typing import Any

import click

from datahub_guard.cli import checking, output
from datahub_guard.cli.options import (
    SEVERITIES,
    checked_root,
    estate_options,
    read_settings,
    rule_options,
    severity_named,
)
from datahub_guard.findings.gate import exit_code
from datahub_guard.findings.report import Report
from datahub_guard.model.severity import Severity


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path(), metavar="[PATH]...")
@estate_options
@rule_options
@click.option(
    "--severity",
    type=click.Choice(SEVERITIES),
    help="Report findings and undecided from this severity on; the others do not count for the exit code either.",
)
@click.option("--fail-on", type=click.Choice(SEVERITIES), help="Exit 1 for findings from this severity on. [medium]")
@click.option(
    "--fail-on-undecided", type=click.Choice(SEVERITIES), help="Exit 3 for undecided rules from this severity on. [off]"
)
@click.option("--strict", is_flag=True, help="Exit 3 for anything undecided.")
@click.option("--format", "format_", type=click.Choice(output.FORMATS), help="Format on standard output. [text]")
@click.option("--output", "outputs", multiple=True, metavar="FORMAT=FILE", help="Write a report to a file; repeatable.")
@click.option("--jobs", type=click.IntRange(1), help="Processes that run the Python rules. [1]")
@click.option("--second-reader", is_flag=True, help="Read each file with python-hcl2 too, and compare.")
@click.option("--statistics", is_flag=True, help="Say what took how long, on standard error.")
def command(paths: tuple[str, ...], **options: Any) -> None:
    """Check files, stacks, repositories, an estate or plans against the rules.

    PATH is a file, a folder or a plan (`terraform show -json`); the current folder when there is none.
    Exit codes: 0 clean, 1 findings, 2 usage or configuration error or nothing to check, 3 incomplete.
    """
    start = perf_counter()
    paths = paths or (".",)
    config = read_settings(options, paths[0])
    for key, kind in (("severity", "severity"), ("fail_on", "fail-on"), ("fail_on_undecided", "fail-on-undecided")):
        options[key] = options[key] or config.get(kind)
    targets = output.targets(
        options["format_"] or config.get("format", "text"), _both(config, "output", options["outputs"])
    )
    severity = _severity(options["severity"], "severity") or Severity.INFO
    fail_on = _severity(options["fail_on"], "fail-on") or Severity.MEDIUM
    undecided = _severity(options["fail_on_undecided"], "fail-on-undecided")
    if options["strict"] or config.get("strict", False):
        undecided = Severity.INFO
    request = checking.Request(
        paths=paths,
        root=checked_root(paths, options["root"]),
        facts=options["facts"] or config.get("facts"),
        packs=_both(config, "pack", options["pack"]),
        select=_both(config, "select", options["select"]),
        ignore=_both(config, "ignore", options["ignore"]),
        var_files=_both(config, "var-file", options["var_file"]),
        plans=options["plan"],
        states=options["state"],
        use_plans=not options["no_plan"],
        repository=options["repository"] or config.get("repository"),
        estate_index=options["estate"] or config.get("estate"),
        jobs=options["jobs"] or config.get("jobs", 1),
        second_reader=options["second_reader"] or config.get("second-reader", False),
    )
    with output.progress(sys.stderr) as tell:
        report = checking.check(request, tell)
    report.findings = [f for f in report.findings if f.severity >= severity]
    report.undecided = [u for u in report.undecided if u.severity >= severity]
    output.write(report, targets)
    if options["statistics"]:
        _statistics(report, perf_counter() - start)
    raise click.exceptions.Exit(exit_code(report, fail_on, undecided))


def _both(config: Any, key: str, given: Sequence[str]) -> tuple[str, ...]:
    """What the command line gives stands in front of what the settings give, or, for a choice, instead of it."""
    if key in ("select", "ignore"):
        return tuple(given) or tuple(config.get(key, ()))
    return (*config.get(key, ()), *given)


def _severity(text: str | None, option: str) -> Severity | None:
    return severity_named(text, option) if text else None


def _statistics(report: Report, total: float) -> None:
    click.echo("phase                 ms", err=True)
    for phase, seconds in report.seconds.items():
        click.echo(f"{phase:<16} {seconds * 1000:>9.1f}", err=True)
    click.echo(f"{'whole command':<16} {total * 1000:>9.1f}", err=True)
    spent = sum(report.rule_seconds.values()) or 1.0
    click.echo("\nrule                  ms   % of the rules' time", err=True)
    for rule, seconds in sorted(report.rule_seconds.items(), key=lambda item: -item[1]):
        click.echo(f"{rule:<16} {seconds * 1000:>9.1f}   {100 * seconds / spent:>5.1f}", err=True)
