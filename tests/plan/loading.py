"""Loading plans in tests: real ones of the corpora, and small ones that a test writes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from datahub_guard.model.estate import Estate
from datahub_guard.model.facts import Facts
from datahub_guard.model.problems import Problem
from datahub_guard.model.resource import Resource
from datahub_guard.model.stack import Stack
from datahub_guard.sources.load import load_estate
from tests.places import CORPORA

PLANS = CORPORA / "plan"
DATABRICKS = PLANS / "databricks-real"
DOMAIN = CORPORA.parent / "domain" / "plans"
NO_FACTS: Facts = None  # type: ignore[assignment]  # a stack that no facts place is loaded all the same


def load(*paths: Path, root: Path | None = None, facts: Facts = NO_FACTS, **options: Any) -> Estate:
    """Load paths, shown relative to `root` or to the first of them."""
    base = root or (paths[0] if paths[0].is_dir() else paths[0].parent)
    return load_estate([str(path) for path in paths], facts, root=str(base), **options)


def problems(estate: Estate, notes: bool = False) -> list[Problem]:
    """All that was wrong."""
    found = [*estate.problems, *(problem for stack in estate.stacks for problem in stack.problems)]
    return [problem for problem in found if notes or not problem.note]


def joined(folder: Path) -> Stack:
    """The stack in a folder that has HCL and a plan."""
    (stack,) = load(folder).stacks
    assert stack.plan is not None
    return stack


def hcl(folder: Path) -> Stack:
    """The stack in a folder, of its HCL alone."""
    (stack,) = load(folder, use_plans=False).stacks
    assert stack.plan is None
    return stack


def alone(folder: Path, plan: Path | Mapping[str, Any]) -> Stack:
    """The stack of a plan without its HCL: a copy of the file, or its sections, in a folder of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    text = plan.read_bytes() if isinstance(plan, Path) else json.dumps(plan).encode()
    (folder / "plan.json").write_bytes(text)
    (stack,) = load(folder).stacks
    return stack


def at(stack: Stack, address: str) -> Resource:
    """The instance with this address, which must be there."""
    found = stack.at(address)
    assert found is not None, address
    return found


def change(address: str, after: Any, **parts: Any) -> dict[str, Any]:
    """An entry of `resource_changes`. Parts of the change are named as there; `index`, `module_address`, `mode` and
    the like are the entry's."""
    match = re.fullmatch(r"(?:.*\.)?([a-z]\w*)\.(\w+)(?:\[[^\]]*\])?", address)
    assert match is not None, address
    mode, kind, name = "managed", match[1], match[2]
    own = ("index", "module_address", "mode", "action_reason", "previous_address", "deposed", "provider_name")
    entry: dict[str, Any] = {"address": address, "mode": mode, "type": kind, "name": name}
    entry.update({key: value for key, value in parts.items() if key in own})
    entry["change"] = {"actions": ["create"], "before": None, "after": after, "after_unknown": {}}
    entry["change"].update({key: value for key, value in parts.items() if key not in own})
    return entry


def block(address: str, **expressions: Any) -> dict[str, Any]:
    """A resource block of `configuration`; a list of strings stands for references."""
    kind, name = address.rsplit(".", 2)[-2:]
    return {
        "address": address,
        "mode": "data" if address.startswith("data.") else "managed",
        "type": kind,
        "name": name,
        "provider_config_key": kind.partition("_")[0],
        "expressions": {key: expression(value) for key, value in expressions.items()},
    }


def expression(value: Any) -> Any:
    """`["var.x"]` as references; a dict or list of dicts as it is; anything else as a constant."""
    if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
        return {"references": value}
    if isinstance(value, dict) or (isinstance(value, list) and value):
        return value
    return {"constant_value": value}


def plan(*changes: Any, resources: Any = (), **sections: Any) -> dict[str, Any]:
    """The sections of a plan with these changes and these blocks in its root module."""
    root = {"resources": list(resources), **sections.pop("root_module", {})}
    configuration = {"provider_config": sections.pop("provider_config", {}), "root_module": root}
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {"root_module": {}},
        "resource_changes": list(changes),
        "configuration": configuration,
        **sections,
    }
