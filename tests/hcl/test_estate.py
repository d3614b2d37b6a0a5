"""Several repositories together: states that are read across them, modules by tag, and where stacks are found."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from datahub_guard.errors import GuardError
from datahub_guard.model.estate import Estate
from datahub_guard.model.facts import Facts
from datahub_guard.model.stack import Stack
from datahub_guard.model.values import Unknown
from datahub_guard.sources.facts import load_facts
from tests.hcl.loading import NO_FACTS, all_problems, by_address, load, told, write
from tests.places import ROOT

_STATE = "https://gitlab.example/api/v4/projects/1101/terraform/state/prod"

_INFRA = {
    "infra/main.tf": f"""
    terraform {{
      backend "http" {{ address = "{_STATE}" }}
    }}
    module "keys" {{
      source = "./keys"
      units  = toset(["digital", "corporate"])
    }}
    resource "aws_s3_bucket" "data" {{ bucket = "the-bucket" }}
    output "key_arns" {{ value = module.keys.arns }}
    output "bucket" {{ value = aws_s3_bucket.data.bucket }}
    output "whole" {{ value = aws_s3_bucket.data }}
    output "policy" {{ value = jsonencode({{ Resource = aws_s3_bucket.data.arn, Effect = "Allow" }}) }}
    """,
    "infra/keys/main.tf": """
    variable "units" { type = set(string) }
    resource "aws_kms_key" "bu" { for_each = var.units }
    output "arns" { value = { for unit, key in aws_kms_key.bu : unit => key.arn } }
    """,
}
_CATALOG = {
    "catalog/main.tf": f"""
    terraform {{
      backend "http" {{ address = "https://gitlab.example/api/v4/projects/1201/terraform/state/prod" }}
    }}
    locals {{ project = 1101 }}
    variable "env" {{ default = "prod" }}
    data "terraform_remote_state" "infra" {{
      backend = "http"
      config  = {{ address = "https://gitlab.example/api/v4/projects/${{local.project}}/terraform/state/${{var.env}}" }}
    }}
    data "terraform_remote_state" "elsewhere" {{
      backend = "http"
      config  = {{ address = "{_STATE}-other" }}
    }}
    resource "aws_s3_bucket_server_side_encryption_configuration" "e" {{
      bucket = data.terraform_remote_state.infra.outputs.bucket
      rule {{
        apply_server_side_encryption_by_default {{
          kms_master_key_id = data.terraform_remote_state.infra.outputs.key_arns["digital"]
        }}
      }}
    }}
    resource "terraform_data" "d" {{
      input = [
        data.terraform_remote_state.infra.outputs.whole.arn,
        data.terraform_remote_state.infra.outputs.missing,
        data.terraform_remote_state.elsewhere.outputs.x,
        data.terraform_remote_state.infra.outputs.policy,
      ]
    }}
    output "passed_on" {{ value = data.terraform_remote_state.infra.outputs.key_arns }}
    """,
}
_APP = {
    "app/main.tf": """
    data "terraform_remote_state" "catalog" {
      backend = "http"
      config  = { address = "https://gitlab.example/api/v4/projects/1201/terraform/state/prod" }
    }
    resource "aws_ebs_volume" "v" {
      kms_key_id = data.terraform_remote_state.catalog.outputs.passed_on["corporate"]
    }
    """,
}


def _three(tmp_path: Path) -> Estate:
    for name in ("infra", "catalog", "app"):
        (tmp_path / name / ".git").mkdir(parents=True)
    return load(write(tmp_path, {**_INFRA, **_CATALOG, **_APP}))


def _stack(estate: Estate, name: str) -> Stack:
    stack = estate.stack(name)
    assert stack is not None
    return stack


def test_outputs_of_another_stack_are_its_values_or_point_there(tmp_path: Path) -> None:
    estate = _three(tmp_path)
    assert told(all_problems(estate)) == []
    assert [s.name for s in estate.stacks] == ["app", "catalog", "infra"]
    encryption = by_address(_stack(estate, "catalog"))["aws_s3_bucket_server_side_encryption_configuration.e"]
    assert encryption.get("bucket") == "the-bucket"
    path = "rule.apply_server_side_encryption_by_default.kms_master_key_id"
    key = encryption.get(path)
    theirs = 'infra:module.keys.aws_kms_key.bu["digital"].arn'
    assert key.references == ('data.terraform_remote_state.infra.outputs.key_arns["digital"]', theirs)
    (reference,) = [r for r in encryption.references(path) if r.type == "aws_kms_key"]
    assert reference.text == theirs
    found = estate.resolve(reference, _stack(estate, "catalog"))
    assert found is not None
    assert (found.stack.name, found.address) == ("infra", 'module.keys.aws_kms_key.bu["digital"]')
    assert "infra:aws_s3_bucket.data.bucket" in encryption.attributes.origins(("bucket",))


def test_whole_resources_documents_and_what_is_not_there(tmp_path: Path) -> None:
    data = by_address(_stack(_three(tmp_path), "catalog"))["terraform_data.d"]
    whole, missing, elsewhere, policy = data.get("input")
    assert whole.references[-1] == "infra:aws_s3_bucket.data.arn"
    assert "infra has no output missing" in missing.why()
    assert "-other is not in what is checked" in elsewhere.why()
    assert policy.shape[0] == "json"
    assert policy.shape[1]["Effect"] == "Allow"
    assert policy.shape[1]["Resource"].references == ("infra:aws_s3_bucket.data.arn",)


def test_a_value_goes_through_two_states(tmp_path: Path) -> None:
    estate = _three(tmp_path)
    volume = by_address(_stack(estate, "app"))["aws_ebs_volume.v"]
    found = volume.refers_to("kms_key_id", "aws_kms_key")
    assert found is not None
    assert found.text == 'infra:module.keys.aws_kms_key.bu["corporate"].arn'


def test_remote_states_say_who_owns_them_and_what_is_read_where(tmp_path: Path) -> None:
    stack = _stack(_three(tmp_path), "catalog")
    infra, elsewhere = sorted(stack.remote_states, key=lambda state: state.name, reverse=True)
    assert (infra.owners, elsewhere.owners) == (("infra",), ())
    assert infra.address == _STATE
    assert [path for path, _ in infra.reads] == [
        ("bucket",),
        ("key_arns", "digital"),
        ("whole", "arn"),
        ("missing",),
        ("policy",),
        ("key_arns",),
    ]
    assert {place.file for _, place in infra.reads} == {"catalog/main.tf"}
    assert infra.reads[0][1].line == 16


def test_states_that_read_one_another_end(tmp_path: Path) -> None:
    def text(own: str, other: str) -> str:
        return (
            f'terraform {{\n backend "http" {{ address = "https://x.example/{own}" }}\n}}\n'
            f'data "terraform_remote_state" "o" {{\n backend = "http"\n'
            f' config = {{ address = "https://x.example/{other}" }}\n}}\n'
            'output "v" { value = data.terraform_remote_state.o.outputs.v }\n'
        )

    estate = load(write(tmp_path, {"a/main.tf": text("a", "b"), "b/main.tf": text("b", "a")}))
    assert all(isinstance(stack.outputs["v"].value, Unknown) for stack in estate.stacks)


def test_the_facts_tell_whose_state_it_is(tmp_path: Path) -> None:
    facts = load_facts(str(ROOT / "policies" / "platform.yaml"))
    infra = facts.placements["app-datahub-prod-databricks-aws-infra"]
    address = facts.state_address(infra)
    write(
        tmp_path,
        {
            "app-datahub-prod-databricks-aws-infra/main.tf": 'terraform {\n backend "http" {}\n}\n'
            'output "x" { value = "known" }\n',
            "databricks-workspaces/digital/field/main.tf": 'data "terraform_remote_state" "i" {\n backend = "http"\n'
            f' config = {{ address = "{address}" }}\n}}\n'
            'output "y" { value = data.terraform_remote_state.i.outputs.x }\n'
            'data "aws_caller_identity" "me" {}\noutput "me" { value = data.aws_caller_identity.me.account_id }\n',
        },
    )
    estate = load(tmp_path, facts=facts)
    assert told(all_problems(estate)) == []
    stack = _stack(estate, "databricks-workspaces/digital/field")
    assert stack.outputs["y"].value == "known"
    assert stack.remote_states[0].owners == ("app-datahub-prod-databricks-aws-infra",)
    assert stack.placement is not None
    assert stack.outputs["me"].value == stack.placement.account
    assert estate.partial


# -- modules of the estate ----------------------------------------------------------------------------------------


def _git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def facts() -> Facts:
    return load_facts(str(ROOT / "policies" / "platform.yaml"))


def _library(tmp_path: Path, facts: Facts) -> tuple[Path, str]:
    """A module library with two versions, and the address that the facts know it by."""
    name = facts.rules.modules.repository
    repository = facts.estate.repositories[name]
    folder = tmp_path / (repository.folder or name)
    module = (
        'resource "aws_s3_bucket" "b" { bucket = "VERSION" }\noutput "text" { value = file("${path.module}/text") }\n'
    )
    write(folder, {"bucket/main.tf": module.replace("VERSION", "first"), "bucket/text": "one"})
    _git(folder, "init", "-q")
    _git(folder, "add", ".")
    _git(folder, "commit", "-qm", "first")
    _git(folder, "tag", "v1")
    write(folder, {"bucket/main.tf": module.replace("VERSION", "second"), "bucket/text": "two"})
    _git(folder, "commit", "-qam", "second")
    _git(folder, "tag", "v2")
    write(folder, {"bucket/main.tf": module.replace("VERSION", "not yet committed")})
    return folder, f"git::https://{repository.remotes[0]}.git//bucket"


def test_a_module_of_the_estate_is_read_at_its_tag(tmp_path: Path, facts: Facts) -> None:
    folder, source = _library(tmp_path, facts)
    calls = "".join(
        f'module "{name}" {{ source = "{source}{ref}" }}\noutput "{name}" {{ value = module.{name}.text }}\n'
        for name, ref in (("old", "?ref=v1"), ("new", "?ref=v2"), ("open", ""), ("gone", "?ref=v9"))
    )
    write(tmp_path, {"stack/main.tf": calls})
    estate = load(tmp_path, "stack", facts=facts)
    assert told(all_problems(estate)) == []
    (stack,) = estate.stacks
    buckets = by_address(stack)
    assert {a.split(".")[1]: r.get("bucket") for a, r in buckets.items()} == {
        "old": "first",
        "new": "not yet committed",
        "open": "not yet committed",
        "gone": "not yet committed",
    }
    assert stack.outputs["old"].value == "one"
    assert stack.outputs["new"].value == "two"
    assert buckets["module.old.aws_s3_bucket.b"].place("bucket").file == f"{folder.name}@v1/bucket/main.tf"
    (note,) = [p for p in stack.problems if p.note]
    assert "v9" in note.message


def test_a_module_of_a_repository_that_is_not_here_is_a_hole(tmp_path: Path, facts: Facts) -> None:
    source = f"git::https://{facts.estate.repositories[facts.rules.modules.repository].remotes[0]}.git//bucket?ref=v1"
    write(tmp_path, {"main.tf": f'module "m" {{ source = "{source}" }}\n'})
    (problem,) = all_problems(load(tmp_path, facts=facts))
    assert problem.kind == "module-missing"
    assert "is not in what is checked" in problem.message


# -- where stacks are found ---------------------------------------------------------------------------------------


def test_what_a_root_calls_is_no_stack_of_its_own(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "live/prod/main.tf": 'module "m" { source = "../../modules/m" }\n',
            "modules/m/main.tf": 'module "n" { source = "../n" }\n',
            "modules/n/main.tf": "",
            "modules/unused/main.tf": "",
            "modules/m/examples/one/main.tf": 'module "m" { source = "../.." }\n',
            "modules/m/tests/m.tftest.hcl": 'run "x" {}\n',
            "live/prod/.terraform/modules/x/main.tf": "",
            "node_modules/x/main.tf": "",
            "docs/readme.md": "",
        },
    )
    assert [s.path for s in load(tmp_path).stacks] == ["live/prod", "modules/m/examples/one", "modules/unused"]


def test_modules_that_only_call_one_another_are_looked_at(tmp_path: Path) -> None:
    write(tmp_path, {"a/main.tf": 'module "b" { source = "../b" }\n', "b/main.tf": 'module "a" { source = "../a" }\n'})
    assert load(tmp_path).stacks


def test_a_file_of_a_module_is_checked_with_the_roots_that_call_it(tmp_path: Path) -> None:
    module = 'variable "name" { type = string }\nresource "terraform_data" "d" { input = var.name }\n'
    (tmp_path / ".git").mkdir()
    write(
        tmp_path,
        {
            "live/a/main.tf": 'module "m" {\n  source = "../../modules/m"\n  name   = "a"\n}\n',
            "live/b/main.tf": "",
            "modules/m/main.tf": module,
            "modules/lonely/main.tf": module,
        },
    )
    (stack,) = load(tmp_path, "modules/m/main.tf").stacks
    assert stack.path == "live/a"
    assert by_address(stack)["module.m.terraform_data.d"].get("input") == "a"
    (stack,) = load(tmp_path, "modules/lonely/main.tf").stacks
    assert stack.path == "modules/lonely"
    assert isinstance(by_address(stack)["terraform_data.d"].get("input"), Unknown)


def test_loops_of_links_end_and_odd_files_are_told(tmp_path: Path) -> None:
    write(tmp_path, {"a/main.tf": 'resource "terraform_data" "a" {}\n', "a/bad.tf": ""})
    (tmp_path / "a" / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "a" / "bad.tf").write_bytes(b'resource "terraform_data" "b" {\n  input = "\xff"\n}\n')
    (tmp_path / "a" / "out.tf").symlink_to("/etc/hostname")
    (tmp_path / "a" / "gone.tf").symlink_to(tmp_path / "nothing")
    os.mkfifo(tmp_path / "a" / "pipe.tf")
    estate = load(tmp_path)
    (stack,) = estate.stacks
    assert set(by_address(stack)) == {"terraform_data.a", "terraform_data.b"}
    kinds = {p.place.file.rpartition("/")[2]: (p.kind, p.place.line) for p in all_problems(estate)}
    assert kinds == {
        "bad.tf": ("encoding", 2),
        "out.tf": ("unreadable", 1),
        "gone.tf": ("unreadable", 1),
        "pipe.tf": ("unreadable", 1),
    }


def test_a_path_that_is_not_there_is_a_wrong_call(tmp_path: Path) -> None:
    with pytest.raises(GuardError, match="there is no such file or folder"):
        load(tmp_path, "missing", facts=NO_FACTS)


def test_names_are_the_same_for_one_repository_and_for_the_estate(tmp_path: Path, facts: Facts) -> None:
    write(tmp_path, {"databricks-workspaces/digital/lab/main.tf": ""})
    whole = load(tmp_path, facts=facts).stacks
    alone = load(tmp_path / "databricks-workspaces", facts=facts).stacks
    inside = load(tmp_path / "databricks-workspaces" / "digital" / "lab", facts=facts).stacks
    assert [s.name for s in (*whole, *alone, *inside)] == ["databricks-workspaces/digital/lab"] * 3
    told_name = load(tmp_path / "databricks-workspaces", facts=facts, repository="databricks-workspaces").stacks
    assert told_name[0].name == "databricks-workspaces/digital/lab"
    elsewhere = write(tmp_path / "build-4711", {"digital/lab/main.tf": ""})
    assert load(elsewhere, facts=facts, repository="databricks-workspaces").stacks[0].name == (
        "databricks-workspaces/digital/lab"
    )
