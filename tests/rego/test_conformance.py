"""The embedded engine against OPA's conformance cases: a case that passes stays passing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rego.conformance import Case, cases, results

PASSING = Path(__file__).with_name("conformance_passing.txt")

pytestmark = pytest.mark.corpora


def test_the_cases_that_pass_are_the_listed_ones() -> None:
    """A bump of the engine must lose none; one that it gains is listed with `python -m tests.rego.conformance`."""
    listed = PASSING.read_text(encoding="utf-8").splitlines()
    passing = {case.id for case, outcome in results() if case.agrees(outcome)}
    assert sorted(set(listed) - passing) == [], "listed cases that fail"
    assert sorted(passing - set(listed)) == [], "cases that pass and are not listed"


def test_the_harness_can_tell_a_wrong_answer() -> None:
    case = next(case for case in cases() if case.id == "aggregates/count")
    (right,) = [outcome for _, outcome in results([case])]
    assert case.agrees(right)
    assert not case.agrees(right._replace(value=["something else"]))
    assert not case.agrees(right._replace(status="undefined", value=None))
    assert not case.agrees(right._replace(status="error", value=None))


def test_an_error_is_no_undefined_result() -> None:
    undefined = Case("made up", {"query": "data.t.p = x", "modules": ["package t\np := input.a.b"], "want_result": []})
    error = Case("made up", {"query": "data.t.p = x", "modules": ["package t\np := 1 / 0"], "want_result": []})
    agreeing = {
        case.entrypoint + str(number): case.agrees(outcome)
        for number, (case, outcome) in enumerate(results([undefined, error]))
    }
    assert list(agreeing.values()) == [True, False]
