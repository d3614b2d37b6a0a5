"""Every format is what its readers accept, says everything, and cannot be injected into."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest

from datahub_guard.findings.report import Report
from datahub_guard.reports import codequality, junit, sarif, text
from datahub_guard.reports import json as json_report
from datahub_guard.sources.excerpts import Excerpts
from tests.places import ROOT
from tests.reports import hostile

HIDDEN = "hunter2"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    yield hostile.report(tmp_path_factory.mktemp("hostile"))


def rendered(report: Report) -> dict[str, str]:
    return {
        "text": text.write(report, Excerpts(report.root, report.coverage.files).line),
        "json": json_report.write(report),
        "sarif": sarif.write(report),
        "codequality": codequality.write(report),
        "junit": junit.write(report),
    }


def test_the_estate_has_all_that_a_report_can_hold(report: Report) -> None:
    assert report.findings
    assert report.undecided
    assert [p for p in report.problems if not p.note]


def test_json_is_of_its_published_schema(report: Report) -> None:
    schema = json.loads((ROOT / "datahub_guard" / "data" / "report.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    document = json.loads(json_report.write(report))
    jsonschema.Draft202012Validator(schema).validate(document)
    assert document["version"] == json_report.SCHEMA_VERSION
    broken = {**document, "findings": [{**document["findings"][0], "severity": "awful"}]}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema).validate(broken)


@pytest.mark.corpora
def test_code_quality_is_of_gitlabs_schema(report: Report, corpora: Path) -> None:
    schema = json.loads((corpora / "gitlab" / "gitlab-report-schemas" / "codeclimate.json").read_text(encoding="utf-8"))
    issues = json.loads(codequality.write(report))
    for issue in issues:
        jsonschema.validate(issue, schema)
    prints = [issue["fingerprint"] for issue in issues]
    assert len(prints) == len(set(prints))
    assert not [i for i in issues if i["location"]["path"].startswith(("./", "/"))]


def test_sarif_is_of_its_official_schema(report: Report) -> None:
    path = ROOT / ".tools" / "sarif-2.1.0.json"
    if not path.is_file():
        pytest.skip("no schema of SARIF here: make sarif")
    validator = jsonschema.Draft4Validator(json.loads(path.read_text(encoding="utf-8")))
    log = json.loads(sarif.write(report))
    assert not list(validator.iter_errors(log))
    log["runs"][0]["results"][0]["kind"] = "no such kind"
    assert list(validator.iter_errors(log))


def test_sarif_names_rules_and_places(report: Report) -> None:
    log = json.loads(sarif.write(report))
    run = log["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert log["version"] == "2.1.0"
    assert {r["kind"] for r in run["results"]} == {"fail", "open"}
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        region = result["locations"][0]["physicalLocation"]["region"]
        assert region["startLine"] >= 1
    assert run["invocations"][0]["executionSuccessful"] is False


def test_junit_counts_what_it_holds(report: Report) -> None:
    root = ElementTree.fromstring(junit.write(report))  # noqa: S314  our own report, not somebody else's
    assert int(root.get("failures", "")) == len(report.findings) == len(root.findall(".//failure"))
    unread = [p for p in report.problems if not p.note]
    assert int(root.get("errors", "")) == len(report.undecided) + len(unread) + len(report.rule_failures)


def test_no_format_shows_a_secret_or_a_control_character(report: Report) -> None:
    for name, document in rendered(report).items():
        assert HIDDEN not in document.replace('default   = "hunter2', ""), name
        if name in ("text", "junit"):
            assert "\x1b" not in document, name
            assert "\u202e" not in document, name


def test_fingerprints_survive_a_moved_line_and_differ_across_stacks(tmp_path: Path) -> None:
    first = hostile.report(tmp_path / "a")
    moved = tmp_path / "b" / hostile.REPOSITORY
    moved.mkdir(parents=True)
    (moved / "main.tf").write_text("# a comment\n\n" + hostile.CONFIGURATION, encoding="utf-8")
    from datahub_guard.cli.checking import Request, check

    second = check(Request(paths=[str(tmp_path / "b")], root=str(tmp_path / "b")), lambda what: None)
    assert {f.identity for f in first.findings} == {f.identity for f in second.findings}
    assert {f.place.line for f in first.findings} != {f.place.line for f in second.findings}
    other = tmp_path / "c" / "nonprod" / "app-datahub-nonprod-databricks-aws-infra"
    other.mkdir(parents=True)
    (other / "main.tf").write_text(hostile.CONFIGURATION, encoding="utf-8")
    third = check(Request(paths=[str(tmp_path / "c")], root=str(tmp_path / "c")), lambda what: None)
    assert not {f.identity for f in first.findings} & {f.identity for f in third.findings}


def test_a_line_with_a_credential_is_not_shown(tmp_path: Path) -> None:
    from datahub_guard.cli.checking import Request, check

    folder = tmp_path / hostile.REPOSITORY
    folder.mkdir()
    (folder / "backend.tf").write_text(
        'terraform {\n  backend "http" {\n    password = "glpat-0123456789abcdefghij"\n  }\n}\n', encoding="utf-8"
    )
    found = check(Request(paths=[str(tmp_path)], root=str(tmp_path), select=["STATE-003"]), lambda what: None)
    assert [f.place.line for f in found.findings] == [3]
    for name, document in rendered(found).items():
        assert "glpat" not in document, name
