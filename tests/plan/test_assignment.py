"""Which plan belongs to which stack, and what happens when it is not of this configuration."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from datahub_guard.errors import GuardError
from datahub_guard.model.facts import Facts
from datahub_guard.model.values import Sensitive, Unknown
from datahub_guard.sources.facts import load_facts
from datahub_guard.sources.plan.joined import JoinedAttributes
from tests.places import ROOT
from tests.plan.loading import at, block, change, load, plan, problems

MAIN = """
variable "name" {
  type    = string
  default = "from-default"
}

resource "aws_s3_bucket" "b" {
  bucket        = var.name
  force_destroy = false
}

output "name" {
  value = aws_s3_bucket.b.bucket
}
"""


def made(bucket: str = "from-plan", **sections: Any) -> dict[str, Any]:
    """The plan of MAIN."""
    blocks = [block("aws_s3_bucket.b", bucket=["var.name"], force_destroy=False)]
    entry = change("aws_s3_bucket.b", {"bucket": bucket, "force_destroy": False}, after_unknown={"id": True})
    return plan(entry, resources=blocks, **sections)


def write(folder: Path, name: str, content: Any) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


@pytest.fixture
def stack_folder(tmp_path: Path) -> Path:
    write(tmp_path, "stack/main.tf", MAIN)
    return tmp_path / "stack"


@pytest.mark.parametrize("name", ["plan.json", "tfplan.json", "prod.tfplan.json"])
def test_a_plan_in_the_folder_of_a_stack(stack_folder: Path, name: str) -> None:
    write(stack_folder, name, made())
    (stack,) = load(stack_folder.parent).stacks
    bucket = at(stack, "aws_s3_bucket.b")
    assert bucket.get("bucket") == "from-plan" and bucket.change is not None
    assert str(bucket.place("bucket")) == "stack/main.tf:8:3"
    assert stack.plan is not None and stack.plan.file == f"stack/{name}"
    assert problems(load(stack_folder)) == []


def test_no_plan_leaves_it_aside(stack_folder: Path) -> None:
    write(stack_folder, "plan.json", "{ this is not even JSON")
    (stack,) = load(stack_folder, use_plans=False).stacks
    assert at(stack, "aws_s3_bucket.b").get("bucket") == "from-default" and stack.plan is None
    assert stack.problems == []


@pytest.mark.parametrize(
    "content", ["{ this is not even JSON", "", "{}", '{"version": 4, "serial": 1, "lineage": "x"}']
)
def test_a_file_that_is_only_called_like_a_plan(stack_folder: Path, content: str) -> None:
    write(stack_folder, "plan.json", content)
    estate = load(stack_folder)
    assert at(estate.stacks[0], "aws_s3_bucket.b").get("bucket") == "from-default"
    assert [p.kind for p in problems(estate, notes=True)] == ["plan-unreadable"]


def test_the_binary_plan_is_refused_with_the_command(stack_folder: Path) -> None:
    (stack_folder / "tfplan.json").write_bytes(b"PK\x03\x04\x14\0\x08\0\x08\0\0\0\0\0tfplan\0\0")
    (problem,) = problems(load(stack_folder))
    assert "terraform show -json tfplan > tfplan.json" in problem.remedy


def test_several_plans_in_one_folder(stack_folder: Path) -> None:
    write(stack_folder, "plan.json", made())
    other = write(stack_folder, "tfplan.json", made("from-other"))
    estate = load(stack_folder)
    assert [p.kind for p in problems(estate)] == ["plan-ambiguous"]
    assert at(estate.stacks[0], "aws_s3_bucket.b").get("bucket") == "from-default"
    named = load(stack_folder, plans={".": str(other)})
    assert problems(named) == []
    assert at(named.stacks[0], "aws_s3_bucket.b").get("bucket") == "from-other"


@pytest.mark.parametrize("called", ["stack", "./stack", "stack/", "{name}", "{path}"])
def test_a_plan_that_is_named(stack_folder: Path, called: str, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = write(stack_folder.parent, "out/p.json", made("named"))
    monkeypatch.chdir(stack_folder.parent)
    (plain,) = load(stack_folder, root=stack_folder.parent).stacks
    key = called.format(name=plain.name, path=stack_folder)
    (stack,) = load(stack_folder, root=stack_folder.parent, plans={key: str(elsewhere)}).stacks
    assert at(stack, "aws_s3_bucket.b").get("bucket") == "named"


def test_a_stack_that_is_not_there(stack_folder: Path) -> None:
    file = write(stack_folder.parent, "p.json", made())
    with pytest.raises(GuardError, match=r"--plan stak=.*nearest: stack"):
        load(stack_folder.parent, plans={"stak": str(file)})
    with pytest.raises(GuardError, match=r"--state stak=.*nearest: stack"):
        load(stack_folder.parent, states={"stak": str(file)})


def test_a_plan_that_is_given_as_path(stack_folder: Path) -> None:
    file = write(stack_folder, "anything.json", made())
    (stack,) = load(file, root=stack_folder.parent).stacks
    assert isinstance(at(stack, "aws_s3_bucket.b").attributes, JoinedAttributes)
    alone = write(stack_folder.parent, "apart/anything.json", made())
    (stack,) = load(alone, root=stack_folder.parent).stacks
    assert stack.path == "apart" and stack.files == ["apart/anything.json"]


def test_a_folder_with_a_plan_and_no_hcl(tmp_path: Path) -> None:
    write(tmp_path, "a/plan.json", made())
    write(tmp_path, "b/notes.txt", "x")
    (stack,) = load(tmp_path).stacks
    assert stack.path == "a" and at(stack, "aws_s3_bucket.b").get("bucket") == "from-plan"
    assert load(tmp_path, use_plans=False).stacks == []


def test_the_facts_place_a_plan_without_hcl(tmp_path: Path) -> None:
    facts: Facts = load_facts(str(ROOT / "policies" / "platform.yaml"))
    placement = next(p for p in facts.placements.values() if p.kind == "terraform" and p.path != ".")
    file = write(tmp_path, "x.json", made())
    estate = load(tmp_path / "x.json", root=tmp_path, facts=facts, plans={placement.name: str(file)})
    named = next(stack for stack in estate.stacks if stack.name == placement.name)
    assert named.placement == placement and named.repository == placement.repository
    folder = tmp_path / "estate" / placement.repository / placement.path
    write(folder, "plan.json", made())
    (stack,) = load(tmp_path / "estate", facts=facts).stacks
    assert stack.name == placement.name and stack.placement == placement


@pytest.mark.parametrize(
    ("blocks", "difference"),
    [
        ([block("aws_s3_bucket.other")], "aws_s3_bucket.other is in the plan's configuration only"),
        ([block("aws_kms_key.b")], "aws_kms_key.b is in the plan's configuration only"),
        ([], "aws_s3_bucket.b is in the HCL only"),
        ([block("aws_s3_bucket.b", bucket=["var.name"])], "force_destroy is written in the HCL only"),
        ([block("aws_s3_bucket.b", bucket=["var.name"], force_destroy=True)], "force_destroy has another value"),
        (
            [block("aws_s3_bucket.b", bucket=["var.name"], force_destroy=False, tags={"constant_value": {"a": "b"}})],
            "tags is written in the plan's configuration only",
        ),
    ],
)
def test_a_plan_of_another_configuration(stack_folder: Path, blocks: list[Any], difference: str) -> None:
    write(
        stack_folder,
        "plan.json",
        plan(*made()["resource_changes"], resources=blocks, variables={"name": {"value": "x"}}),
    )
    estate = load(stack_folder)
    (problem,) = problems(estate)
    assert problem.kind == "plan-mismatch" and difference in problem.message
    (stack,) = estate.stacks
    assert stack.plan is None and at(stack, "aws_s3_bucket.b").get("bucket") == "from-default"


def test_many_differences_are_counted(stack_folder: Path) -> None:
    write(stack_folder, "plan.json", plan(resources=[block(f"aws_s3_bucket.x{i}") for i in range(9)]))
    (problem,) = problems(load(stack_folder))
    assert problem.message.count("configuration only") == 3 and "and 7 more" in problem.message


def test_the_hcl_is_evaluated_with_the_variables_of_the_plan(stack_folder: Path) -> None:
    text = MAIN + '\nresource "aws_kms_key" "k" {\n  count = var.name == "chosen" ? 2 : 0\n}\n'
    write(stack_folder, "main.tf", text)
    blocks = [*made()["configuration"]["root_module"]["resources"], block("aws_kms_key.k")]
    keys = [change(f"aws_kms_key.k[{i}]", {}, index=i) for i in range(2)]
    document = plan(
        *made("chosen")["resource_changes"], *keys, resources=blocks, variables={"name": {"value": "chosen"}}
    )
    write(stack_folder, "plan.json", document)
    (stack,) = load(stack_folder).stacks
    assert [r.address for r in stack.of_type("aws_kms_key")] == ["aws_kms_key.k[0]", "aws_kms_key.k[1]"]
    assert stack.variables["name"].value == "chosen"
    assert stack.outputs["name"].value == "chosen"


def test_instances_are_those_of_the_plan(stack_folder: Path) -> None:
    text = """
    data "aws_regions" "r" {}
    resource "aws_kms_key" "k" {
      for_each    = toset(data.aws_regions.r.names)
      description = "key ${each.key}"
    }
    """
    write(stack_folder, "main.tf", text)
    (before,) = load(stack_folder).stacks
    assert [r.address for r in before.of_type("aws_kms_key")] == ["aws_kms_key.k[*]"]
    blocks = [{**block("data.aws_regions.r"), "mode": "data"}, block("aws_kms_key.k", description=["each.key"])]
    keys = [change(f'aws_kms_key.k["{k}"]', {}, index=k, after_unknown={"description": True}) for k in "ab"]
    write(stack_folder, "plan.json", plan(*keys, resources=blocks))
    (stack,) = load(stack_folder).stacks
    assert [r.address for r in stack.of_type("aws_kms_key")] == ['aws_kms_key.k["a"]', 'aws_kms_key.k["b"]']
    key = at(stack, 'aws_kms_key.k["b"]')
    assert key.get("description") == "key b" and key.uncertain == ""
    assert str(key.place("description")) == "main.tf:5:7"
    assert [r.address for r in stack.resources if r.mode == "data"] == ["data.aws_regions.r"]


def test_what_is_removed_stands_where_a_line_of_it_is_left(stack_folder: Path) -> None:
    gone = change("aws_s3_bucket.gone", None, actions=["delete"], before={"bucket": "x"})
    left = change("aws_s3_bucket.b[1]", None, actions=["delete"], before={"bucket": "y"}, index=1)
    write(
        stack_folder,
        "plan.json",
        plan(*made()["resource_changes"], gone, left, resources=made()["configuration"]["root_module"]["resources"]),
    )
    (stack,) = load(stack_folder).stacks
    assert [str(r.place()) for r in stack.removed] == ["plan.json:1:1", "main.tf:7:1"]
    assert [r.get("bucket") for r in stack.removed] == ["x", "y"]


def test_outputs_are_what_the_plan_makes_of_them(stack_folder: Path) -> None:
    changes = {"name": {"actions": ["create"], "after": "out", "after_unknown": False, "after_sensitive": True}}
    write(stack_folder, "plan.json", made(output_changes=changes))
    (stack,) = load(stack_folder).stacks
    output = stack.outputs["name"]
    assert isinstance(output.value, Sensitive) and output.value.value == "out" and output.sensitive
    assert str(output.place).startswith("main.tf:") and output.change is not None


def test_outputs_of_a_plan_reach_the_stacks_that_read_them(stack_folder: Path) -> None:
    backend = 'terraform {\n  backend "s3" {\n    bucket = "states"\n    key = "up"\n  }\n}\n'
    write(stack_folder, "main.tf", backend + MAIN.replace("aws_s3_bucket.b.bucket", "aws_s3_bucket.b.arn"))
    reader = """
    data "terraform_remote_state" "up" {
      backend = "s3"
      config  = { bucket = "states", key = "up" }
    }
    resource "aws_ssm_parameter" "p" {
      name  = "n"
      type  = "String"
      value = data.terraform_remote_state.up.outputs.name
    }
    """
    write(stack_folder.parent, "reader/main.tf", reader)
    reading = next(s for s in load(stack_folder.parent).stacks if s.path == "reader")
    assert isinstance(at(reading, "aws_ssm_parameter.p").top("value"), Unknown)
    changes = {"name": {"actions": ["create"], "after": "arn:known", "after_unknown": False, "after_sensitive": False}}
    write(stack_folder, "plan.json", made(output_changes=changes))
    reading = next(s for s in load(stack_folder.parent).stacks if s.path == "reader")
    assert at(reading, "aws_ssm_parameter.p").get("value") == "arn:known"
