"""SARIF 2.1.0, for code scanning: findings as results; what could not be checked as notifications and open results.

`fail` results are findings, `open` results are undecided ones (SARIF's own word for "could not be evaluated").
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from datahub_guard import __version__
from datahub_guard.findings.finding import Finding
from datahub_guard.findings.report import Report
from datahub_guard.model.places import Place
from datahub_guard.model.severity import Severity
from datahub_guard.reports.layout import laid_out
from datahub_guard.rules.contract import Rule

LEVELS = {
    Severity.INFO: "note",
    Severity.LOW: "note",
    Severity.MEDIUM: "warning",
    Severity.HIGH: "error",
    Severity.CRITICAL: "error",
}
# GitHub reads this property as a CVSS-like score to name a severity.
SCORES = {
    Severity.INFO: "0.0",
    Severity.LOW: "3.0",
    Severity.MEDIUM: "5.5",
    Severity.HIGH: "8.0",
    Severity.CRITICAL: "9.5",
}


def write(report: Report) -> str:
    """Return the report as a SARIF log with a trailing newline."""
    rules = sorted(report.coverage.rules_run, key=lambda rule: rule.id)
    index = {rule.id: i for i, rule in enumerate(rules)}
    results = [_result(f, index, "fail") for f in report.findings]
    results += [_result(f, index, "open") for f in report.undecided]
    complete = not report.rule_failures and all(p.note for p in report.problems)
    run = {
        "tool": {
            "driver": {
                "name": "datahub-guard",
                "version": __version__,
                "semanticVersion": __version__,
                "rules": [_rule(rule) for rule in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": results,
        "invocations": [{"executionSuccessful": complete, "toolExecutionNotifications": _notifications(report)}],
    }
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }
    return laid_out(log, 4) + "\n"


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.rationale},
        "help": {"text": rule.remedy},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {
            "security-severity": SCORES[rule.severity],
            "severity": rule.severity.label,
            "tags": [rule.family, rule.language],
        },
    }


def _result(finding: Finding, index: dict[str, int], kind: str) -> dict[str, Any]:
    text = f"{finding.message}: {finding.reason}" if finding.reason else finding.message
    if finding.expected:
        text += f" Expected: {finding.expected}"
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "kind": kind,
        "level": LEVELS[finding.severity] if kind == "fail" else "none",
        "message": {"text": text},
        "locations": [{**_location(finding.place), "logicalLocations": [{"fullyQualifiedName": finding.address}]}],
        "partialFingerprints": {"datahubGuardIdentity/v1": finding.identity},
        "properties": {"stack": finding.stack, "severity": finding.severity.label},
    }
    if finding.rule in index:
        result["ruleIndex"] = index[finding.rule]
    if finding.related:
        result["relatedLocations"] = [
            {"id": i, **_location(r.place), "message": {"text": r.message}} for i, r in enumerate(finding.related)
        ]
    return result


def _location(place: Place) -> dict[str, Any]:
    region = {"startLine": place.line, "startColumn": place.column, "endLine": place.end_line}
    if (place.end_line, place.end_column) > (place.line, place.column):
        region["endColumn"] = place.end_column
    return {
        "physicalLocation": {"artifactLocation": {"uri": quote(place.file, errors="surrogatepass")}, "region": region}
    }


def _notifications(report: Report) -> list[dict[str, Any]]:
    notes = [
        {
            "level": "note" if p.note else "error",
            "message": {"text": f"{p.message} {p.remedy}".strip()},
            "descriptor": {"id": p.kind},
            "locations": [_location(p.place)],
        }
        for p in report.problems
    ]
    notes += [
        {
            "level": "error",
            "message": {"text": f"{f.rule.id} failed on {f.subject or f.stack}: {f.message}"},
            "descriptor": {"id": "rule-failure"},
        }
        for f in report.rule_failures
    ]
    return notes
