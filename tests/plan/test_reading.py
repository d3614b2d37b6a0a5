"""Reading the file: encodings, wrappings, what is jumped over, what is refused, and that nothing crashes."""

from __future__ import annotations

import json
import random
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datahub_guard.model.values import Unknown
from datahub_guard.sources.hcl.files import Files
from datahub_guard.sources.plan import reading
from datahub_guard.sources.plan.reading import PlanFault, read_plan, sections
from datahub_guard.sources.plan.recognition import kind_of, kind_of_file
from tests.plan.loading import DATABRICKS, DOMAIN, alone, at, block, change, load, plan, problems

SMALL = plan(change("aws_s3_bucket.a", {"bucket": "b"}), resources=[block("aws_s3_bucket.a", bucket="b")])


def read(folder: Path, data: bytes | str, name: str = "plan.json") -> dict[str, Any]:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_plan(str(path), Files(str(folder)))


def refused(folder: Path, data: bytes | str) -> PlanFault:
    with pytest.raises(PlanFault) as caught:
        read(folder, data)
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    document = plan(change("aws_s3_bucket.a", {"bucket": "bé"}))
    found = read(tmp_path, json.dumps(document, ensure_ascii=False).encode(encoding))
    assert found["resource_changes"][0]["change"]["after"] == {"bucket": "bé"}


@pytest.mark.parametrize("wrapped", [{"plan": SMALL}, {"meta": {"by": "x"}, "result": SMALL}, [SMALL]])
def test_a_plan_that_is_wrapped(tmp_path: Path, wrapped: Any) -> None:
    assert read(tmp_path, json.dumps(wrapped))["resource_changes"] == SMALL["resource_changes"]


def test_two_plans_in_one_file(tmp_path: Path) -> None:
    assert "2 plans" in refused(tmp_path, json.dumps({"a": SMALL, "b": SMALL})).message


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("sort_keys", [False, True])
def test_the_sections_do_not_depend_on_layout_or_order(tmp_path: Path, indent: int | None, sort_keys: bool) -> None:
    document = {
        "format_version": "1.2",
        "variables": {"x": {"value": 1}},
        "planned_values": {"outputs": {}, "root_module": {"resources": [{"values": {"tags": {"configuration": "x"}}}]}},
        "resource_drift": [{"address": "a"}],
        "resource_changes": [change("aws_s3_bucket.a", {"bucket": "b"})],
        "output_changes": {"o": {"actions": ["create"]}},
        "prior_state": {"values": {"root_module": {"resources": [{"mode": "data", "address": "data.x.y"}]}}},
        "configuration": {"root_module": {}},
        "checks": [],
        "errored": False,
    }
    found = read(tmp_path, json.dumps(document, indent=indent, sort_keys=sort_keys))
    for name in (
        "variables",
        "resource_changes",
        "output_changes",
        "prior_state",
        "configuration",
        "checks",
        "errored",
    ):
        assert found[name] == document[name], name


def test_planned_values_are_jumped_over(tmp_path: Path) -> None:
    document = {**SMALL, "prior_state": {"values": {"root_module": {"resources": [{"mode": "managed"}]}}}}
    ordered = {key: document[key] for key in ("format_version", "planned_values", "resource_changes", "prior_state")}
    found = read(tmp_path, json.dumps({**ordered, "configuration": document["configuration"]}))
    assert set(found) == {"format_version", "resource_changes", "configuration"}


def test_what_looks_like_a_section_inside_of_a_value_is_none(tmp_path: Path) -> None:
    """Somebody may call a key, or a string, like a section, to have another one read in its place."""
    false = '"resource_changes":[{"address":"aws_s3_bucket.false","type":"t","name":"n","change":{}}]'
    values = {"tags": {"x": f"{{{false}}}"}, "nested": json.loads(f"{{{false}}}")}
    document = {
        "format_version": "1.2",
        "planned_values": {"root_module": {"resources": [{"values": values}]}},
        "resource_changes": SMALL["resource_changes"],
        "configuration": SMALL["configuration"],
    }
    for separators in ((",", ":"), (", ", ": ")):
        found = read(tmp_path, json.dumps(document, separators=separators))
        assert [entry["address"] for entry in found["resource_changes"]] == ["aws_s3_bucket.a"]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(
                    ["resource_changes", "configuration", "planned_values", "prior_state", "checks", "a", "data"]
                )
                | st.text(max_size=3),
                inner,
                max_size=4,
            )
        ),
        max_leaves=30,
    )
)
def test_what_is_read_is_what_a_plain_reader_reads(value: Any) -> None:
    """Whatever is inside, and wherever names of sections stand in it: a part of what is there, and all that counts."""
    document = {
        "planned_values": value,
        "resource_changes": [value],
        "prior_state": value,
        "configuration": {"a": value},
    }
    found = sections(json.dumps(document))
    assert found["resource_changes"] == [value] and found["configuration"] == {"a": value}
    for name, part in found.items():
        assert part == document[name]
    if '"data"' in json.dumps(value):
        assert found["prior_state"] == value


def test_numbers_keep_their_digits(tmp_path: Path) -> None:
    text = json.dumps(SMALL).replace(
        '"bucket": "b"}', '"bucket": "b", "a": 0.1, "b": 1e3, "c": 100000000000000000001}', 1
    )
    after = read(tmp_path, text)["resource_changes"][0]["change"]["after"]
    assert isinstance(after["a"], Fraction) and abs(after["a"] - Fraction(1, 10)) < Fraction(1, 10**150)
    assert after["b"] == 1000 and type(after["b"]) is int and after["c"] == 100000000000000000001


@pytest.mark.parametrize(
    ("text", "message", "remedy"),
    [
        ("PK\x03\x04\x14\0\x08\0\x08\0\0\0\0\0tfplan", "binary plan", "terraform show -json tfplan > tfplan.json"),
        ('{"@level":"info","@message":"Terraform 1.11.4"}\n{"@level":"info"}', "log", "terraform show -json"),
        ('{"version":4,"serial":1,"lineage":"x","outputs":{},"resources":[]}', "a state", "--state STACK=FILE"),
        ('{"format_version":"1.0","terraform_version":"1.11.4","values":{}}', "shown state", "-json tfplan >"),
        ('{"format_version":"1.0","provider_schemas":{}}', "provider schemas", "terraform show -json"),
        ('{"a": 1}', "JSON that is no plan", "terraform show -json"),
        ("[1, 2]", "JSON that is no plan", "terraform show -json"),
        ("resource {}", "no JSON", "terraform show -json"),
        ("", "no JSON", "terraform show -json"),
        ('{"planned_values": {}', "no valid JSON", "make it again"),
        ('{"planned_values": NaN}', "NaN", ""),
        ('{"resource_changes": [], "a": 1e99999}', "beyond", ""),
        ('{"resource_changes": [], "resource_changes": []}', "two sections resource_changes", ""),
        ('{"resource_changes": []} x', "no valid JSON", ""),
        ('{"resource_changes": [' + "[" * 5000 + "]" * 5000 + "]}", "nested too deeply", ""),
        ('{"resource_changes": [' + "9" * 5000 + "]}", "cannot be read", ""),
    ],
)  # fmt: skip
def test_what_is_refused_says_why_and_what_to_do(tmp_path: Path, text: str, message: str, remedy: str) -> None:
    fault = refused(tmp_path, text)
    assert message in fault.message and remedy in fault.remedy
    assert fault.message.startswith("plan.json ")
    estate = load(tmp_path / "plan.json")
    assert [p.kind for p in problems(estate)] == ["plan-unreadable"] and estate.stacks == []


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    assert "not utf-8" in refused(tmp_path, b'{"planned_values": "\xff\xff"}').message


def test_a_file_over_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_PLAN_BYTES", 1_000_000)
    assert "the limit for a plan is 1 MB" in refused(tmp_path, json.dumps(SMALL) + " " * 2_000_000).message


def test_a_link_that_leads_out_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere.json").write_text(json.dumps(SMALL))
    inside = tmp_path / "repository"
    inside.mkdir()
    (inside / "plan.json").symlink_to(tmp_path / "elsewhere.json")
    with pytest.raises(PlanFault, match="leads out"):
        read_plan(str(inside / "plan.json"), Files(str(inside)))


def test_another_format(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text(json.dumps({**SMALL, "format_version": "2.0"}))
    (problem,) = problems(load(tmp_path))
    assert "format 2.0" in problem.message


@pytest.mark.parametrize("missing", ["format_version", "terraform_version", "planned_values", "configuration"])
def test_sections_may_be_missing(tmp_path: Path, missing: str) -> None:
    stack = alone(tmp_path, {key: value for key, value in SMALL.items() if key != missing})
    assert at(stack, "aws_s3_bucket.a").get("bucket") == "b"
    assert stack.problems == []


def test_a_plan_without_changes_has_what_it_plans(tmp_path: Path) -> None:
    address = 'module.m["k"].aws_s3_bucket.a'
    planned = {"address": address, "mode": "managed", "type": "aws_s3_bucket", "name": "a"}
    module = {"address": 'module.m["k"]', "resources": [{**planned, "values": {"force_destroy": True}}]}
    inner = {"resources": [block("aws_s3_bucket.a", bucket=["var.name"], force_destroy=True)]}
    call = {"module": inner, "expressions": {"name": {"references": ["aws_kms_key.k.id", "aws_kms_key.k"]}}}
    stack = alone(
        tmp_path,
        {
            "format_version": "1.2",
            "planned_values": {"root_module": {"child_modules": [module]}},
            "configuration": {"root_module": {"module_calls": {"m": call}}},
        },
    )
    bucket = at(stack, 'module.m["k"].aws_s3_bucket.a')
    assert bucket.get("force_destroy") is True and bucket.change is None
    value = bucket.peek("bucket")
    assert isinstance(value, Unknown) and value.references == ("aws_kms_key.k.id",)


@pytest.mark.parametrize("actions", [[], ["invalid"], ["create", "invalid"]])
def test_actions_that_terraform_does_not_have(tmp_path: Path, actions: list[str]) -> None:
    stack = alone(tmp_path, plan(change("aws_s3_bucket.a", {"bucket": "b"}, actions=actions)))
    bucket = at(stack, "aws_s3_bucket.a")
    assert bucket.change is not None and bucket.change.actions == tuple(actions)
    (note,) = stack.problems
    assert note.note and "actions" in note.message


def test_entries_that_are_none(tmp_path: Path) -> None:
    good = change("aws_s3_bucket.a", {"bucket": "b"})
    for entry in (None, 1, {}, {"address": 1}, {**good, "change": None}, {**good, "type": 1}, {**good, "mode": None}):
        stack = alone(tmp_path, plan(entry, good))
        assert [r.address for r in stack.resources] == ["aws_s3_bucket.a"]
        assert [p.kind for p in stack.problems] == ["plan-entry"]


def test_an_address_that_stands_twice_is_told_and_both_are_judged(tmp_path: Path) -> None:
    stack = alone(tmp_path, plan(*[change("aws_s3_bucket.a", {"bucket": name}) for name in ("b", "c")]))
    assert [r.get("bucket") for r in stack.resources] == ["b", "c"]
    assert [p.message for p in stack.problems] == ["aws_s3_bucket.a stands twice in resource_changes"]


def test_drift_is_not_what_will_be(tmp_path: Path) -> None:
    drift = [change("aws_s3_bucket.drifted", {"bucket": "b"}, actions=["update"])]
    assert len(alone(tmp_path, plan(SMALL["resource_changes"][0], resource_drift=drift)).resources) == 1


def test_kinds_by_the_beginning_of_a_file(tmp_path: Path) -> None:
    assert kind_of(b'{"format_version":"1.2","terraform_version":"1.11.4","variables":{"a":', whole=False) == "plan"
    assert kind_of(b"PK\x03\x04 something else") == ""
    assert kind_of_file(str(tmp_path / "absent")) == "" and kind_of_file(str(tmp_path)) == ""


# -- nothing crashes --------------------------------------------------------------------------------------------------


def survives(folder: Path, data: bytes) -> None:
    (folder / "plan.json").write_bytes(data)
    estate = load(folder / "plan.json")
    assert estate.stacks or problems(estate)
    for stack in estate.stacks:
        for resource in (*stack.resources, *stack.removed, *(p.resource for p in stack.providers)):
            for name in resource.names():
                resource.get(name)
                resource.references(name)
            if resource.change is not None:
                assert resource.change.before is None or resource.change.after is not Ellipsis


@pytest.mark.corpora
def test_truncated(tmp_path: Path) -> None:
    data = (DOMAIN / "plan3" / "plan.json").read_bytes()
    for size in range(0, len(data), 997):
        survives(tmp_path, data[:size])


@pytest.mark.corpora
@pytest.mark.parametrize("seed", range(6))
def test_mutated(tmp_path: Path, seed: int) -> None:
    """Parts of real plans replaced by other parts and by nonsense: still JSON, no more a plan that Terraform writes."""
    chance = random.Random(seed)  # noqa: S311  # a reproducible choice, nothing secret
    source = chance.choice([DOMAIN / "plan1", DOMAIN / "plan2", DATABRICKS / "l2-digital-bu-prod-update-violating"])
    text = (source / "plan.json").read_text("utf-8")
    for _ in range(40):
        document = json.loads(text)
        for _ in range(chance.randrange(1, 12)):
            mutate(document, chance)
        survives(tmp_path, json.dumps(document).encode())


def mutate(document: Any, chance: random.Random) -> None:
    nonsense: list[Any] = [
        None,
        True,
        7,
        1.5,
        "x",
        "a.b[",
        [],
        {},
        [[]],
        {"references": 1},
        {"constant_value": {}},
        [None],
    ]
    part = document
    while isinstance(part, (dict, list)) and part:
        keys = list(part) if isinstance(part, dict) else range(len(part))
        key = chance.choice(keys)
        inner = part[key]
        if not isinstance(inner, (dict, list)) or not inner or chance.random() < 0.15:
            part[key] = chance.choice(nonsense)
            return
        part = inner
