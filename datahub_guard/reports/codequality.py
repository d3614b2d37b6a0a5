"""GitLab Code Quality (`artifacts:reports:codequality`).

GitLab reads `description`, `check_name`, `fingerprint`, `severity` (info, minor, major, critical, blocker),
`location.path` and `location.lines.begin`; a path must not begin with `./`. What could not be checked is in the list
too: a merge request's reader would take its absence for a pass.
"""

from __future__ import annotations

import hashlib
from typing import Any

from datahub_guard.findings.report import Report
from datahub_guard.model.places import Place
from datahub_guard.model.severity import Severity
from datahub_guard.reports.layout import laid_out
from datahub_guard.reports.plain import one_line

SEVERITIES = {
    Severity.INFO: "info",
    Severity.LOW: "minor",
    Severity.MEDIUM: "major",
    Severity.HIGH: "critical",
    Severity.CRITICAL: "blocker",
}


def write(report: Report) -> str:
    """Return the report as Code Quality JSON with a trailing newline."""
    issues = [
        _issue(f.rule, f"{f.rule}: {f.message} ({f.address})", f.identity, SEVERITIES[f.severity], f.place)
        for f in report.findings
    ]
    issues += [
        _issue(f.rule, f"{f.rule} undecided: {f.reason} ({f.address})", _mark("undecided", f.identity), "info", f.place)
        for f in report.undecided
    ]
    issues += [
        _issue(
            p.kind, p.message, _mark(p.kind, p.stack, p.place.file, p.message), "info" if p.note else "major", p.place
        )
        for p in report.problems
    ]
    issues += [
        _issue(
            f.rule.id,
            f"{f.rule.id} failed on {f.subject or f.stack}: {f.message}",
            _mark("failure", f.rule.id, f.stack, f.subject),
            "critical",
            Place(f.stack),
        )
        for f in report.rule_failures
    ]
    return laid_out(issues, 1) + "\n"


def _issue(check: str, description: str, fingerprint: str, severity: str, place: Place) -> dict[str, Any]:
    return {
        "type": "issue",
        "check_name": check,
        "description": one_line(description),
        "categories": ["Security"],
        "severity": severity,
        "fingerprint": fingerprint,
        "location": {"path": place.file, "lines": {"begin": place.line, "end": place.end_line}},
    }


def _mark(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
