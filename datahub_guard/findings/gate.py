"""The verdict on a whole run: its exit code."""

from __future__ import annotations

from datahub_guard.findings.report import Report
from datahub_guard.model.severity import Severity

CLEAN = 0
FINDINGS = 1
USAGE = 2
INCOMPLETE = 3


def exit_code(report: Report, fail_on: Severity, fail_on_undecided: Severity | None) -> int:
    """Return 3 when something could not be checked (which outranks findings), 1 for findings at or above `fail_on`.

    An undecided counts as incomplete only from the severity `fail_on_undecided` on; `None` never lets it count.
    """
    if report.rule_failures or any(not problem.note for problem in report.problems):
        return INCOMPLETE
    if fail_on_undecided is not None and any(u.severity >= fail_on_undecided for u in report.undecided):
        return INCOMPLETE
    if any(finding.severity >= fail_on for finding in report.findings):
        return FINDINGS
    return CLEAN
