"""References of a plan's configuration, written small: full addresses, keys of instances, modules, each exactly."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from datahub_guard.model.paths import parse_path, path_text
from datahub_guard.model.references import Reference
from datahub_guard.model.values import Unknown
from datahub_guard.sources.plan.addresses import ModuleStep, key_text, module_steps, module_text, split
from datahub_guard.sources.plan.references import specific
from tests.plan.loading import alone, at, block, change, expression, plan

KEYS = ["a", "", "a b", 'q"q', "b\\s", "n\nl", "${x}", "%{x}", "$${x}", "é", "].x[", 'aws_x.y["z"]', "0"]


@pytest.mark.parametrize("key", KEYS)
def test_keys_are_read_as_they_are_written(key: str) -> None:
    steps = (ModuleStep("m", key), ModuleStep("n", None), ModuleStep("o", 3))
    assert module_steps(module_text(steps)) == steps
    assert split(f"aws_x.y{key_text(key)}.arn") == ["aws_x", "y", key, "arn"]
    assert parse_path(path_text(("a", key, 0))) == ("a", key, 0)
    reference = Reference(f"{module_text(steps)}.aws_x.y{key_text(key)}.arn")
    assert reference.module == module_text(steps) and reference.path == ("arn",)


def test_only_the_most_specific_references_count() -> None:
    written = ['a.b["k"].arn', 'a.b["k"]', "a.b", "c.d", "each.key", "a.bc", "c.d"]
    assert list(specific(written)) == ['a.b["k"].arn', "c.d", "each.key", "a.bc"]


def origins(folder: Path, address: str, entries: list[Any], path: str = "bucket", **sections: Any) -> list[str]:
    stack = alone(folder, plan(*entries, **sections))
    return [reference.text for reference in at(stack, address).references(path)]


@pytest.mark.parametrize(("key", "index"), [("a", "each.key"), (1, "count.index")])
def test_the_key_of_the_instance_stands_in_for_an_index_that_is_not_constant(
    tmp_path: Path, key: str | int, index: str
) -> None:
    address, other = f"aws_s3_bucket_policy.p{key_text(key)}", f"aws_s3_bucket.b{key_text(key)}"
    entries = [change(address, {}, index=key), change(other, {}, index=key)]
    resources = [block("aws_s3_bucket_policy.p", bucket=["aws_s3_bucket.b", index]), block("aws_s3_bucket.b")]
    assert origins(tmp_path, address, entries, resources=resources) == [other]
    entries[1] = change("aws_s3_bucket.b", {})
    assert origins(tmp_path / "single", address, entries, resources=resources) == ["aws_s3_bucket.b"]


def test_what_for_each_goes_over_is_behind_each_value(tmp_path: Path) -> None:
    entries = [change('aws_s3_bucket_policy.p["a"]', {}, index="a"), change('aws_s3_bucket.b["a"]', {}, index="a")]
    policy = block("aws_s3_bucket_policy.p", bucket=["each.value.id", "each.value"])
    policy["for_each_expression"] = {"references": ["aws_s3_bucket.b"]}
    assert origins(tmp_path, 'aws_s3_bucket_policy.p["a"]', entries, resources=[policy]) == ['aws_s3_bucket.b["a"]']


def nested(expressions: dict[str, Any], resources: list[Any], **call: Any) -> dict[str, Any]:
    """A root module that calls `m` with these arguments."""
    arguments = {name: expression(value) for name, value in expressions.items()}
    return {"module_calls": {"m": {"expressions": arguments, "module": {"resources": resources}, **call}}}


@pytest.mark.parametrize(
    ("argument", "inner", "expected"),
    [
        (["aws_kms_key.k.arn", "aws_kms_key.k"], ["var.x"], ["aws_kms_key.k.arn"]),
        (["aws_kms_key.k"], ["var.x.arn", "var.x"], ["aws_kms_key.k.arn"]),
        (["data.terraform_remote_state.s.outputs.keys"], ['var.x["a"]', "var.x"],
         ['data.terraform_remote_state.s.outputs.keys["a"]']),
        (["aws_kms_key.k.arn", "aws_kms_key.k", "local.l"], ["var.x"], ["aws_kms_key.k.arn", "local.l"]),
        ("constant", ["var.x"], []),
        (["var.outer"], ["var.x"], ["var.outer"]),
        (["each.value"], ["var.x"], ["local.all"]),
        (["each.key"], ["var.x"], []),
        (["aws_kms_key.k"], ["local.y"], ['module.m["a"].local.y']),
        (["aws_kms_key.k"], ["aws_s3_bucket.other.id"], ['module.m["a"].aws_s3_bucket.other.id']),
        (["aws_kms_key.k"], ["terraform.workspace", "path.module"], ["terraform.workspace"]),
        (["aws_kms_key.k"], ["var.defaulted"], []),
    ],
)  # fmt: skip
def test_variables_lead_to_the_call(tmp_path: Path, argument: Any, inner: list[str], expected: list[str]) -> None:
    address = 'module.m["a"].aws_s3_bucket.b'
    root = nested({"x": argument}, [block("aws_s3_bucket.b", bucket=inner)])
    root["module_calls"]["m"]["for_each_expression"] = {"references": ["local.all"]}
    entry = change(address, {}, module_address='module.m["a"]')
    assert origins(tmp_path, address, [entry], root_module=root) == expected


def test_outputs_lead_into_the_module_and_out_again(tmp_path: Path) -> None:
    root = nested({"k": ["aws_kms_key.k.arn"]}, [], for_each_expression={})
    root["module_calls"]["m"]["module"]["outputs"] = {
        "own": {"expression": {"references": ["aws_s3_bucket.inner.arn", "aws_s3_bucket.inner"]}},
        "through": {"expression": {"references": ["var.k"]}},
    }
    for written, expected in (
        (['module.m["a"].own', 'module.m["a"]', "module.m"], ['module.m["a"].aws_s3_bucket.inner.arn']),
        (['module.m["a"].through'], ["aws_kms_key.k.arn"]),
        (['module.m["a"].absent'], ['module.m["a"].absent']),
        (["module.m", "each.key"], ["module.m"]),
        (["module.nowhere.x"], ["module.nowhere.x"]),
    ):
        resources = [block("aws_s3_bucket.b", bucket=written)]
        entries = [change("aws_s3_bucket.b", {})]
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        assert (
            origins(
                folder, "aws_s3_bucket.b", entries, resources=resources, root_module={**root, "resources": resources}
            )
            == expected
        )


def test_circles_end(tmp_path: Path) -> None:
    root = nested({"x": ["module.m.y"]}, [])
    root["module_calls"]["m"]["module"]["outputs"] = {"y": {"expression": {"references": ["var.x"]}}}
    resources = [block("aws_s3_bucket.b", bucket=["module.m.y", "module.m"])]
    entry = change("aws_s3_bucket.b", {}, after_unknown={"bucket": True})
    stack = alone(tmp_path, plan(entry, root_module={**root, "resources": resources}))
    assert at(stack, "aws_s3_bucket.b").references("bucket") == []
    assert isinstance(at(stack, "aws_s3_bucket.b").top("bucket"), Unknown)


def test_a_known_value_has_origins_too(tmp_path: Path) -> None:
    entries = [change("aws_s3_bucket.b", {"bucket": "known"})]
    resources = [block("aws_s3_bucket.b", bucket=["aws_kms_key.k.id"])]
    assert origins(tmp_path, "aws_s3_bucket.b", entries, resources=resources) == ["aws_kms_key.k.id"]


def test_blocks_of_a_set_share_their_origins_and_those_of_a_list_do_not(tmp_path: Path) -> None:
    def rules(kind: str, name: str, part: str) -> list[str]:
        written = [{part: {"references": [f"aws_kms_key.{letter}.arn"]}} for letter in "ab"]
        entry = change(f"{kind}.x", {name: [{part: "1"}, {part: "2"}]})
        resource = block(f"{kind}.x", **{name: written})
        return origins(tmp_path / kind, f"{kind}.x", [entry], f"{name}[1].{part}", resources=[resource])

    assert rules("databricks_grants", "grant", "principal") == ["aws_kms_key.a.arn", "aws_kms_key.b.arn"]
    assert rules("aws_lb_listener", "default_action", "type") == ["aws_kms_key.b.arn"]


@pytest.mark.parametrize(
    ("references", "unset"),
    [
        (["var.x"], True),
        (["each.key"], True),
        (["aws_s3_bucket.known.bucket", "aws_s3_bucket.known"], True),
        (["aws_s3_bucket.known.arn", "aws_s3_bucket.known"], False),
        (["aws_s3_bucket.known"], False),
        (["local.x"], False),
        (["var.x", "local.x"], False),
        (["aws_s3_bucket.absent.bucket"], False),
    ],
)
def test_an_unknown_over_known_values_is_null_where_the_provider_may_choose(
    tmp_path: Path, references: list[str], unset: bool
) -> None:
    known = change("aws_s3_bucket.known", {"bucket": "b"}, after_unknown={"arn": True})
    catalog = change("databricks_catalog.c", {}, after_unknown={"isolation_mode": True, "storage_root": True})
    resources = [block("databricks_catalog.c", isolation_mode=references, storage_root=references)]
    stack = alone(tmp_path, plan(known, catalog, resources=resources))
    subject = at(stack, "databricks_catalog.c")
    assert (subject.get("isolation_mode") == "OPEN") is unset
    assert isinstance(subject.top("storage_root"), Unknown), "the provider does not choose this one"


@pytest.mark.parametrize(
    ("key", "providers", "expected"),
    [
        ("aws.core", {}, "aws.core"),
        ("module.m:aws", {"module.m:aws": {"name": "aws", "module_address": "module.m"}}, "aws"),
        ("m:aws", {"module.m:aws": {"name": "aws", "module_address": "module.m"}}, "aws"),
        ("module.m:aws", {"module.m:aws": {"name": "aws", "module_address": "module.m", "expressions": {"region": {}}}},
         'module.m["a"]:aws'),
        ("", {}, "aws"),
    ],
)  # fmt: skip
def test_the_provider_is_the_roots(tmp_path: Path, key: str, providers: dict[str, Any], expected: str) -> None:
    resource = {**block("aws_s3_bucket.b"), "provider_config_key": key}
    entry = change('module.m["a"].aws_s3_bucket.b', {}, module_address='module.m["a"]')
    stack = alone(tmp_path, plan(entry, root_module=nested({}, [resource]), provider_config=providers))
    assert at(stack, 'module.m["a"].aws_s3_bucket.b').provider == expected


def test_module_calls_are_listed_once_for_each_instance(tmp_path: Path) -> None:
    root = nested({"x": ["var.y"], "z": 1}, [block("aws_s3_bucket.b")], source="./m", version_constraint="1.0")
    entries = [change(f"module.m[{i}].aws_s3_bucket.b", {}, module_address=f"module.m[{i}]") for i in range(2)]
    stack = alone(tmp_path, plan(*entries, root_module=root))
    assert [(m.address, m.source, m.version) for m in stack.modules] == [
        ("module.m[0]", "./m", "1.0"),
        ("module.m[1]", "./m", "1.0"),
    ]
    assert stack.modules[0].arguments["z"] == 1
    assert stack.modules[0].arguments["x"].references == ("var.y",)
