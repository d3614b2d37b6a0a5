"""Expressions are worth what Terraform says. `tests/oracle/README.md` says where its answers come from."""

from __future__ import annotations

import random

import pytest

from tests.hcl.oracle import Row, agrees, answer, listed_differences, rows
from tests.oracle.terraform_truth import ask

BROAD = ("curated", "random-1", "random-2")
"""The files that the agreement is measured on; the others gather corner cases, half of them on purpose."""
SETS = (*BROAD, "functions", "random-3", "language", "templates")
WANTED_AGREEMENT = 0.995
_OF_THE_RUN = ("timestamp", "uuid", "bcrypt", "abspath", "fileset")


def _different(name: str) -> dict[str, tuple[Row, Row]]:
    pairs = [(truth, answer(truth["expr"])) for truth in rows(name)]
    return {truth["expr"]: (truth, ours) for truth, ours in pairs if not agrees(truth, ours)}


@pytest.mark.parametrize("name", SETS)
def test_every_difference_is_listed_with_its_cause(name: str) -> None:
    listed = listed_differences()

    unlisted = {text: pair for text, pair in _different(name).items() if text not in listed}

    assert not unlisted, "\n".join(
        f"{text}\n  Terraform: {truth}\n  here: {ours}" for text, (truth, ours) in unlisted.items()
    )


def test_no_listed_difference_has_gone_away() -> None:
    different = {text for name in SETS for text in _different(name)}

    assert set(listed_differences()) - different == set()


def test_agreement_is_as_high_as_promised() -> None:
    total = sum(len(rows(name)) for name in BROAD)
    different = sum(len(_different(name)) for name in BROAD)

    assert total == 5270
    assert 1 - different / total >= WANTED_AGREEMENT


@pytest.mark.terraform
def test_terraform_still_says_what_is_stored() -> None:
    stored = [row for name in SETS for row in rows(name) if not any(word in row["expr"] for word in _OF_THE_RUN)]
    sample = random.Random(11).sample(stored, 120)  # noqa: S311  # a sample, nothing secret

    fresh = ask([row["expr"] for row in sample])

    changed = [(old, new) for old, new in zip(sample, fresh, strict=True) if not agrees(old, new)]
    assert changed == []
