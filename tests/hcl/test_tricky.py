"""Directories that are hard to expand or evaluate, held to the plans that a real Terraform made of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.hcl.loading import all_problems, by_address, differences, load, plain_plan_value, planned, told
from tests.places import ROOT

TRICKY = ROOT / "tests" / "oracle" / "tricky"
PLANNED = sorted(path.parent.name for path in TRICKY.glob("*/expected.json"))
NOT_PLANNED = sorted(path.name for path in TRICKY.iterdir() if path.is_dir() and path.name not in PLANNED)


def _compare(folder: Path, plan: dict[str, Any]) -> tuple[list[str], int]:
    """All differences between what we load and a plan, and how many values were compared."""
    (stack,) = load(folder).stacks
    ours = by_address(stack)
    theirs = {resource["address"]: resource["values"] for resource in planned(plan)}
    unknown = {c["address"]: c["change"].get("after_unknown", {}) for c in plan["resource_changes"]}
    found = [f"missing: {address}" for address in theirs.keys() - ours.keys()]
    found += [f"extra: {address}" for address in ours.keys() - theirs.keys()]
    compared = 0
    for address in theirs.keys() & ours.keys():
        for name in ours[address].names():
            compared += 1
            value = ours[address].peek(name)
            theirs_value = plain_plan_value(theirs[address].get(name))
            found += differences(value, theirs_value, unknown[address].get(name, False), f"{address}.{name}")
    return found, compared


def test_there_are_directories_with_and_without_a_plan() -> None:
    assert len(PLANNED) >= 17
    assert len(NOT_PLANNED) >= 4


@pytest.mark.parametrize("name", PLANNED)
def test_instances_and_values_are_those_of_terraform(name: str) -> None:
    plan = json.loads((TRICKY / name / "expected.json").read_text("utf-8"))
    found, compared = _compare(TRICKY / name, plan)
    assert not found
    assert compared


@pytest.mark.parametrize("name", PLANNED + NOT_PLANNED)
def test_what_terraform_accepts_is_no_problem(name: str) -> None:
    assert told(all_problems(load(TRICKY / name))) == []
