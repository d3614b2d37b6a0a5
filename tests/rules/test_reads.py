"""What rules declare to read exists in the providers' schemas."""

from __future__ import annotations

import re

import pytest

from datahub_guard.cli.options import loaded_rules
from datahub_guard.model.paths import parse_path
from datahub_guard.rules.contract import PLACE_NEEDS, Rule
from datahub_guard.sources.schemas.store import SchemaStore

RULES = loaded_rules((), (), ())[1]
STORE = SchemaStore.load()


def declared(rule: Rule) -> list[tuple[str, str, str]]:
    """(mode, type, path) of everything that the rule reads or follows."""
    out = []
    for text in (*rule.reads, *rule.follows):
        mode = "data" if text.startswith("data.") else "managed"
        head, _, rest = text.removeprefix("data.").partition(".")
        if rest and re.match(r"(aws|databricks)_", head):
            out.append((mode, head, rest))
        else:
            out += [("managed", type_, text) for type_ in rule.applies_to]
    return out


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_types_and_attributes_exist(rule: Rule) -> None:
    for type_ in rule.applies_to:
        name = type_.removeprefix("data.")
        found = STORE.resource(name) if name == type_ else STORE.data(name)
        assert found is not None, f"{rule.id}: there is no type {type_}"
    for mode, type_, path in declared(rule):
        schema = STORE.resource(type_) if mode == "managed" else STORE.data(type_)
        assert schema is not None, f"{rule.id}: there is no {mode} type {type_}"
        steps = parse_path(path.replace("[*]", "[0]"))
        assert schema.at(steps) is not None, f"{rule.id}: {type_} has no {path}"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_says_all_that_its_page_shows(rule: Rule) -> None:
    assert rule.title and not rule.title.endswith(".")
    assert len(rule.rationale) > 80, f"{rule.id}: why does it matter?"
    assert rule.remedy, f"{rule.id}: what is to be done?"
    assert set(rule.needs) <= set(PLACE_NEEDS)


def test_a_misspelt_attribute_would_be_found() -> None:
    schema = STORE.resource("aws_lb_listener")
    assert schema is not None
    assert schema.at(("ssl_polcy",)) is None
