"""Every plan of the corpora, by many versions of Terraform or by hand, loads or is refused for a stated reason."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from datahub_guard.model.resource import Resource
from datahub_guard.model.values import reveal
from datahub_guard.sources.plan.recognition import PLAN, STATE, kind_of_file
from tests.plan.loading import DOMAIN, PLANS, load, problems

pytestmark = pytest.mark.corpora

REASONS: dict[str, dict[str, str]] = json.loads((Path(__file__).parent / "refused.json").read_text("utf-8"))
FILES = [str(path.relative_to(PLANS)) for path in sorted(PLANS.rglob("*.json"))] if PLANS.is_dir() else []


def read_everything(resource: Resource) -> None:
    for name in resource.names():
        resource.get(name)
        resource.references(name)
        resource.place(name)
    if resource.change is not None:
        json.dumps(resource.change.before)
        assert resource.change.after is None or isinstance(resource.change.after, dict)


def test_there_are_plans() -> None:
    assert len(FILES) > 290
    assert set(REASONS["refused"]) | set(REASONS["told"]) <= set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_loads_or_is_refused_for_a_stated_reason(name: str, tmp_path: Path) -> None:
    shutil.copy(PLANS / name, tmp_path / "given.json")
    estate = load(tmp_path / "given.json")
    told = [problem.message for problem in problems(estate, notes=True)]
    if name in REASONS["refused"]:
        assert estate.stacks == []
        assert len(told) == 1 and REASONS["refused"][name] in told[0]
        return
    expected = REASONS["told"].get(name)
    assert len(told) == (1 if expected else 0), told
    assert expected is None or expected in told[0]
    (stack,) = estate.stacks
    for resource in (*stack.resources, *stack.removed, *(provider.resource for provider in stack.providers)):
        read_everything(resource)


@pytest.mark.parametrize("name", [name for name in FILES if name not in REASONS["refused"]])
def test_every_instance_is_there_with_the_values_that_the_plan_knows(name: str, tmp_path: Path) -> None:
    """Against the JSON as it stands: each managed instance once, and no known top-level value another."""
    shutil.copy(PLANS / name, tmp_path / "given.json")
    (stack,) = load(tmp_path / "given.json").stacks
    document = json.loads((PLANS / name).read_bytes())
    entries = document.get("resource_changes")
    if entries is None:
        return
    going = [e for e in entries if e["change"]["actions"] in (["delete"], ["forget"]) or "deposed" in e]
    assert sorted(resource.address for resource in stack.removed) == sorted(e["address"] for e in going)
    left = [e for e in entries if e not in going and e["mode"] == "managed"]
    assert sorted(r.address for r in stack.resources if r.mode == "managed") == sorted(e["address"] for e in left)
    for entry in left:
        resource = stack.at(entry["address"])
        assert resource is not None
        assert resource.module == entry.get("module_address", "") and resource.key == entry.get("index")
        for attribute in resource.names():
            value = reveal(resource.attributes.read(attribute))
            if isinstance(value, (str, bool)):
                assert value == entry["change"]["after"][attribute], (entry["address"], attribute)


@pytest.mark.parametrize("name", [name for name in FILES if name.startswith("databricks-real/")])
def test_content_tells_plans_and_states_apart(name: str) -> None:
    assert kind_of_file(str(PLANS / name)) == (STATE if name.endswith("state.json") else PLAN)


def test_the_plans_of_the_domain_load() -> None:
    for name in ("plan1", "plan2", "plan3"):
        (stack,) = load(DOMAIN / name).stacks
        assert [problem for problem in stack.problems if not problem.note] == []
