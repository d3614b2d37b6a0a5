"""Every rule speaks where its cases say, and nowhere else."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from datahub_guard.cli.options import loaded_rules
from tests.rules.cases import Case, all_cases, marks, place, run

RULES = {rule.id: rule for rule in loaded_rules((), (), ())[1]}
ALL = all_cases()


@pytest.mark.parametrize("case", ALL, ids=str)
def test_case(case: Case, tmp_path: Path) -> None:
    estate = place(case, tmp_path)
    expected = marks(estate, case.rule)
    report = run(case, estate)
    problems = [p for p in report.problems if not p.note]
    assert {(p.place.file, p.place.line) for p in problems} == set(expected.problems), [p.message for p in problems]
    assert [f.message for f in report.rule_failures] == []
    findings = Counter((f.place.file, f.place.line) for f in report.findings)
    undecided = Counter((f.place.file, f.place.line) for f in report.undecided)
    assert set(findings) == set(expected.findings), (
        f"{case}: found at {sorted(findings)}, marked at {sorted(expected.findings)}:"
        f" {[f.message for f in report.findings]}"
    )
    assert set(undecided) == set(expected.undecided), (
        f"{case}: undecided at {sorted(undecided)}, marked at {sorted(expected.undecided)}:"
        f" {[f.reason for f in report.undecided]}"
    )
    for found, marked in ((findings, Counter(expected.findings)), (undecided, Counter(expected.undecided))):
        counted = {place: times for place, times in marked.items() if times > 1}
        assert {place: found[place] for place in counted} == counted


@pytest.mark.parametrize("case", ALL, ids=str)
def test_a_case_is_what_its_name_says(case: Case, tmp_path: Path) -> None:
    found = marks(place(case, tmp_path), case.rule)
    assert bool(found.findings) == (case.kind == "bad")
    assert bool(found.undecided) or case.kind != "undecided"


@pytest.mark.parametrize("rule", sorted(RULES))
def test_every_rule_has_a_bad_and_a_good_case(rule: str) -> None:
    kinds = {case.kind for case in ALL if case.rule == rule}
    assert "bad" in kinds, f"tests/cases/{rule}/ holds no bad case"
    assert "good" in kinds or "near" in kinds, f"tests/cases/{rule}/ holds no good case"


def test_every_case_belongs_to_a_rule() -> None:
    assert {case.rule for case in ALL} <= set(RULES)
