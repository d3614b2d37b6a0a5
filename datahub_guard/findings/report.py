"""Makes a report of what the rules answered: one object that every format is written from."""

from __future__ import annotations

from collections.abc import Sequence

from datahub_guard.analysis.document_places import place_in_document
from datahub_guard.findings.finding import Finding, identity
from datahub_guard.model.estate import Estate
from datahub_guard.model.paths import parse_path
from datahub_guard.model.places import Place, Related
from datahub_guard.model.problems import Problem
from datahub_guard.model.resource import Resource
from datahub_guard.rules.contract import At, Rule, Subject
from datahub_guard.rules.verdicts import RuleFailure, Verdicts

HIDDEN = "(sensitive value)"


class SkippedRule:
    """A rule that did not run, and why."""

    __slots__ = ("reason", "rule")

    def __init__(self, rule: str, reason: str) -> None:
        self.rule = rule
        self.reason = reason


class Coverage:
    """What was read, and which rules ran over it."""

    __slots__ = ("files", "plans", "resources", "rules_run", "rules_skipped", "stacks")

    def __init__(self) -> None:
        self.stacks: list[tuple[str, str, int]] = []
        self.files: list[str] = []
        self.plans: list[tuple[str, str]] = []
        self.resources = 0
        self.rules_run: list[Rule] = []
        self.rules_skipped: list[SkippedRule] = []


class Report:
    """The outcome of a check. `seconds` holds phases; `rule_seconds` time by rule id."""

    __slots__ = (
        "coverage",
        "findings",
        "problems",
        "root",
        "rule_failures",
        "rule_seconds",
        "seconds",
        "secrets",
        "undecided",
        "waived",
    )

    def __init__(self, root: str) -> None:
        self.root = root
        self.findings: list[Finding] = []
        self.undecided: list[Finding] = []
        self.problems: list[Problem] = []
        self.rule_failures: list[RuleFailure] = []
        self.waived: list[Finding] = []
        self.coverage = Coverage()
        self.seconds: dict[str, float] = {}
        self.rule_seconds: dict[str, float] = {}
        self.secrets: tuple[str, ...] = ()


class Part:
    """What a part of the run came to: findings not yet sorted, rule failures, seconds by rule, and the sensitive
    values that rules were given, which no report shows."""

    __slots__ = ("failures", "findings", "seconds", "secrets", "undecided")

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.undecided: list[Finding] = []
        self.failures: list[RuleFailure] = []
        self.seconds: dict[str, float] = {}
        self.secrets: set[str] = set()


def judged(verdicts: Verdicts) -> Part:
    """Turn verdicts into findings, with identities stamped and secrets taken out."""
    part = Part()
    for rule, _, hit, secrets in verdicts.broken:
        finding = _finding(rule, hit.subject, hit.at, hit.tag, redact(hit.message, secrets), hit.related)
        finding.expected = redact(hit.expected, secrets)
        finding.secret = hit.secret
        part.secrets.update(secrets)
        if hit.severity is not None:
            finding.severity = min(hit.severity, rule.severity)
        part.findings.append(finding)
    for rule, _, undecided, secrets in verdicts.open:
        finding = _finding(rule, undecided.subject, undecided.at, undecided.tag, f"cannot tell: {rule.title}", ())
        finding.reason = redact(undecided.reason, secrets)
        part.secrets.update(secrets)
        part.undecided.append(finding)
    part.failures = verdicts.failures
    part.seconds = verdicts.seconds
    return part


def build(estate: Estate, parts: Sequence[Part], rules: Sequence[Rule], skipped: Sequence[SkippedRule] = ()) -> Report:
    """Make one sorted report of the parts of a run."""
    report = Report(estate.root)
    report.findings = _distinct([finding for part in parts for finding in part.findings])
    report.undecided = _distinct([finding for part in parts for finding in part.undecided])
    report.problems = sorted(
        [*estate.problems, *(p for s in estate.stacks for p in s.problems)], key=lambda p: (p.place.key(), p.message)
    )
    failures = [failure for part in parts for failure in part.failures]
    report.rule_failures = sorted(failures, key=lambda f: (f.rule.id, f.stack, f.subject))
    report.secrets = tuple(sorted({secret for part in parts for secret in part.secrets}))
    for part in parts:
        for rule, seconds in part.seconds.items():
            report.rule_seconds[rule] = report.rule_seconds.get(rule, 0.0) + seconds
    _cover(report.coverage, estate, rules, skipped)
    return report


def redact(text: str, secrets: Sequence[str]) -> str:
    """Take the sensitive values that a rule was given out of what it says."""
    for secret in sorted(set(secrets), key=len, reverse=True):
        if len(secret) > 1:
            text = text.replace(secret, HIDDEN)
    return text


def place_of(subject: Subject, at: At) -> Place:
    """Where an answer about `subject` stands."""
    if isinstance(at, Place):
        return at
    if isinstance(subject, Resource):
        path = parse_path(at)
        return place_in_document(subject, path) or subject.place(path)
    return subject.place


def _finding(rule: Rule, subject: Subject, at: At, tag: str, message: str, related: Sequence[Related]) -> Finding:
    if isinstance(subject, Resource):
        address, stack, chain = subject.address, subject.stack, subject.related()
    else:
        address, stack, chain = subject.name, subject, ()
    return Finding(
        rule=rule.id,
        rule_name=rule.name,
        title=rule.title,
        severity=rule.severity,
        message=message,
        expected="",
        remedy=rule.remedy,
        place=place_of(subject, at),
        address=address,
        stack=stack.name,
        identity=identity(rule.id, stack.name, address if isinstance(subject, Resource) else "", tag),
        related=(*related, *chain),
    )


def _distinct(findings: list[Finding]) -> list[Finding]:
    """Sort; merge what is the same in place and words; number what only shares its identity."""
    findings.sort(key=lambda f: (*f.sort_key(), f.message))
    kept: list[Finding] = []
    seen: set[tuple[str, str, str, str]] = set()
    times: dict[str, int] = {}
    for finding in findings:
        key = (finding.identity, str(finding.place), finding.message, finding.reason)
        if key in seen:
            continue
        seen.add(key)
        count = times[finding.identity] = times.get(finding.identity, 0) + 1
        if count > 1:
            finding.identity = identity(finding.identity, "", "", str(count))
        kept.append(finding)
    return kept


def _cover(coverage: Coverage, estate: Estate, rules: Sequence[Rule], skipped: Sequence[SkippedRule]) -> None:
    files: set[str] = set()
    for stack in estate.present:
        coverage.stacks.append((stack.path, stack.name, len(stack.resources)))
        coverage.resources += len(stack.resources)
        files.update(stack.files)
        if stack.plan is not None:
            coverage.plans.append((stack.path, stack.plan.file))
    coverage.files = sorted(files)
    coverage.rules_run = list(rules)
    coverage.rules_skipped = list(skipped)
