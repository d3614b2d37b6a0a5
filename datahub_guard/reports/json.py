"""JSON, for other tools: the published form is `data/report.schema.json`, and its version is in the document."""

from __future__ import annotations

from typing import Any

from datahub_guard import __version__
from datahub_guard.findings.finding import Finding
from datahub_guard.findings.report import Report
from datahub_guard.model.places import Place, Related
from datahub_guard.model.problems import Problem
from datahub_guard.reports.layout import laid_out
from datahub_guard.rules.verdicts import RuleFailure

SCHEMA_VERSION = "1.0"


def write(report: Report) -> str:
    """Return the report as a JSON document with a trailing newline."""
    return laid_out(document(report), 2) + "\n"


def document(report: Report) -> dict[str, Any]:
    """Return the report as plain data."""
    return {
        "version": SCHEMA_VERSION,
        "tool": {"name": "datahub-guard", "version": __version__},
        "summary": {
            "findings": len(report.findings),
            "undecided": len(report.undecided),
            "problems": sum(not p.note for p in report.problems),
            "notes": sum(p.note for p in report.problems),
            "rule_failures": len(report.rule_failures),
            "waived": len(report.waived),
        },
        "findings": [_finding(f) for f in report.findings],
        "undecided": [{**_finding(f), "reason": f.reason} for f in report.undecided],
        "problems": [_problem(p) for p in report.problems],
        "rule_failures": [_failure(f) for f in report.rule_failures],
        "waived": [_finding(f) for f in report.waived],
        "coverage": _coverage(report),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "name": finding.rule_name,
        "title": finding.title,
        "severity": finding.severity.label,
        "message": finding.message,
        "expected": finding.expected,
        "remedy": finding.remedy,
        **_place(finding.place),
        "address": finding.address,
        "stack": finding.stack,
        "identity": finding.identity,
        "related": [_related(r) for r in finding.related],
    }


def _place(place: Place) -> dict[str, Any]:
    return {
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
    }


def _related(related: Related) -> dict[str, Any]:
    return {**_place(related.place), "message": related.message}


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "kind": problem.kind,
        "level": "note" if problem.note else "problem",
        "message": problem.message,
        "remedy": problem.remedy,
        **_place(problem.place),
        "stack": problem.stack,
    }


def _failure(failure: RuleFailure) -> dict[str, Any]:
    return {
        "rule": failure.rule.id,
        "message": failure.message,
        **_place(failure.place),
        "stack": failure.stack,
        "address": failure.subject,
    }


def _coverage(report: Report) -> dict[str, Any]:
    coverage = report.coverage
    return {
        "stacks": [{"path": path, "name": name, "resources": count} for path, name, count in coverage.stacks],
        "files": coverage.files,
        "plans": [{"stack": stack, "file": file} for stack, file in coverage.plans],
        "resources": coverage.resources,
        "rules_run": [rule.id for rule in coverage.rules_run],
        "rules_skipped": [{"rule": s.rule, "reason": s.reason} for s in coverage.rules_skipped],
    }
