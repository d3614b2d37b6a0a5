"""Configurations with the plans that a real Terraform made of them: what we say we know is what the plan has."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from datahub_guard.model.resource import UNSET, Resource
from datahub_guard.model.stack import Stack
from datahub_guard.model.values import SetValue, Unknown
from tests.hcl.loading import all_problems, by_address, differences, load, plain_plan_value, planned, told
from tests.places import CORPORA

_REAL = sorted((CORPORA / "plan" / "databricks-real").glob("*/plan.json"))
_SAMPLES = sorted((CORPORA.parent / "domain" / "plans").glob("*/plan.json"))
_PLANS = [*_REAL, *_SAMPLES]
_NOT_ALL = ("targeted", "errored", "destroy")
"""Parts of the names of plans that leave out instances of the configuration."""

pytestmark = [
    pytest.mark.corpora,
    pytest.mark.skipif(not _PLANS, reason="no real plans with their configurations beside the corpora"),
]


def _wrong(resource: Resource, values: dict[str, Any], unknown: dict[str, Any]) -> Iterator[str]:
    for name in resource.names():
        if name in ("lifecycle", "provisioner", "connection"):
            continue
        ours, theirs = resource.peek(name), plain_plan_value(values.get(name))
        path = f"{resource.address}.{name}"
        if isinstance(ours, list) and _are_blocks(ours) and isinstance(theirs, list) and len(ours) == len(theirs) > 1:
            yield from _unordered(ours, theirs, path)
        else:
            yield from differences(ours, theirs, unknown.get(name, False), path, defaults=True)


def _are_blocks(value: list[Any]) -> bool:
    return not isinstance(value, SetValue) and all(isinstance(item, dict) for item in value)


def _unordered(ours: list[Any], theirs: list[Any], path: str) -> Iterator[str]:
    """Compare blocks that may be a set, which has an order of its own in a plan."""
    rest = list(theirs)
    for item in ours:
        same = next((t for t in rest if not list(differences(item, t, False, defaults=True))), None)
        if same is None:
            yield f"{path}: Terraform has no block like {item!r}"
        else:
            rest.remove(same)


def _stack(folder: Path) -> tuple[Stack, dict[str, Any]]:
    estate = load(folder, use_plans=False)
    stack = next(stack for stack in estate.stacks if stack.path == ".")
    return stack, json.loads((folder / "plan.json").read_text("utf-8-sig"))


@pytest.mark.parametrize("path", _PLANS, ids=lambda path: path.parent.name)
def test_instances_and_values_are_those_of_the_plan(path: Path) -> None:
    stack, plan = _stack(path.parent)
    ours = by_address(stack)
    theirs = {resource["address"]: resource.get("values", {}) for resource in planned(plan)}
    unknown = {c["address"]: c["change"].get("after_unknown") or {} for c in plan["resource_changes"]}
    possible = {address for address, resource in ours.items() if resource.uncertain}
    gone = {c["address"] for c in plan["resource_changes"] if c["change"]["actions"][:1] in (["forget"], ["delete"])}
    missing = {address for address in theirs.keys() - gone if stack.at(address) is None}
    assert not missing
    extra = ours.keys() - theirs.keys() - possible
    assert not extra or any(part in path.parent.name for part in _NOT_ALL)
    found = [text for a in theirs.keys() & ours.keys() for text in _wrong(ours[a], theirs[a], unknown.get(a, {}))]
    assert not found


@pytest.mark.parametrize("path", _PLANS, ids=lambda path: path.parent.name)
def test_what_a_real_terraform_planned_is_no_problem(path: Path) -> None:
    estate = load(path.parent, use_plans=False)
    problems = [p for p in all_problems(estate, notes=True) if p.stack.partition("/")[2] == "" or not p.stack]
    assert told(problems) == []


def test_documents_that_were_read_at_plan_are_built_alike() -> None:
    compared = 0
    for path in _PLANS:
        stack, plan = _stack(path.parent)
        ours = by_address(stack, "data")
        pending = [plan.get("prior_state", {}).get("values", {}).get("root_module", {})]
        while pending:
            module = pending.pop()
            pending.extend(module.get("child_modules", ()))
            for resource in module.get("resources", ()):
                if resource["type"] == "aws_iam_policy_document" and resource["mode"] == "data":
                    text = ours[resource["address"]].peek("json")
                    assert text is not UNSET
                    if not isinstance(text, Unknown):
                        compared += 1
                        assert text == resource["values"]["json"], (path.parent.name, resource["address"])
    assert compared >= 1
