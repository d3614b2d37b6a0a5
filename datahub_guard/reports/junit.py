"""JUnit XML (`artifacts:reports:junit`): one suite a rule, one case a subject.

A finding is a failure; an undecided, a problem and a rule failure are errors, so that nothing unchecked looks green.
A rule without any of them is one passed case.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from datahub_guard.findings.finding import Finding
from datahub_guard.findings.report import Report
from datahub_guard.reports.plain import plain


def write(report: Report) -> str:
    """Return the report as JUnit XML."""
    root = Element("testsuites", name="datahub-guard")
    by_rule: dict[str, list[tuple[str, Finding]]] = {}
    for kind, findings in (("failure", report.findings), ("error", report.undecided)):
        for finding in findings:
            by_rule.setdefault(finding.rule, []).append((kind, finding))
    titles = {rule.id: rule.title for rule in report.coverage.rules_run}
    titles.update({f.rule: f.title for f in (*report.findings, *report.undecided)})
    for rule in sorted(titles):
        suite = SubElement(root, "testsuite", name=f"{rule} {_xml(titles[rule])}")
        cases = by_rule.get(rule, [])
        for kind, finding in cases:
            _case(suite, rule, f"{finding.stack}: {finding.address}", kind, finding.reason or finding.message, finding)
        if not cases:
            SubElement(suite, "testcase", classname=rule, name=_xml(titles[rule]))
        _count(suite)
    faults = SubElement(root, "testsuite", name="inputs")
    for problem in report.problems:
        case = SubElement(faults, "testcase", classname=problem.kind, name=_xml(str(problem.place)))
        if not problem.note:
            SubElement(case, "error", message=_xml(problem.message), type=problem.kind).text = _xml(problem.remedy)
    for failure in report.rule_failures:
        case = SubElement(faults, "testcase", classname=failure.rule.id, name=_xml(failure.subject or failure.stack))
        SubElement(case, "error", message=_xml(failure.message), type="rule-failure").text = _xml(str(failure.place))
    _count(faults)
    for name in ("tests", "failures", "errors"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _case(suite: Element, rule: str, name: str, kind: str, message: str, finding: Finding) -> None:
    case = SubElement(suite, "testcase", classname=rule, name=_xml(name), file=_xml(finding.place.file))
    fault = SubElement(case, kind, message=_xml(message), type=finding.severity.label)
    fault.text = _xml(f"{finding.place}\n{finding.message}\n{finding.expected}\n{finding.remedy}")


def _count(suite: Element) -> None:
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(len(suite.findall("testcase/failure"))))
    suite.set("errors", str(len(suite.findall("testcase/error"))))


def _xml(text: str) -> str:
    """`plain` text: XML 1.0 has no way to write a control character, `plain` writes its escape."""
    return plain(text).replace("\ufffe", "").replace("\uffff", "")
