"""A repository that is checked alone: with an index of the others it comes to the estate's verdicts."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.running import guard
from tests.places import ROOT

ESTATE = ROOT / "tests" / "cases" / "NET-006" / "bad_producer_subnets"
CONSUMER = "databricks-unity-catalog"
STATE = "https://gitlab.example.com/api/v4/projects/1101/terraform/state/prod"
INFRASTRUCTURE = f"""
terraform {{
  backend "http" {{
    address = "{STATE}"
  }}
}}

variable "token" {{
  type      = string
  sensitive = true
  default   = "hunter2-secret-value"
}}

output "bucket_name" {{
  value = "app-datahub-nonprod-s3-digital"
}}

output "token" {{
  value     = var.token
  sensitive = true
}}
"""
READER = f"""
data "terraform_remote_state" "infra" {{
  backend = "http"
  config = {{
    address = "{STATE}"
  }}
}}

resource "aws_ssm_parameter" "bucket" {{
  name  = "/service/bucket"
  type  = "String"
  value = data.terraform_remote_state.infra.outputs.bucket_name
}}
"""


def verdicts(*words: str | Path) -> set[tuple[str, str, str]]:
    """Rule, address and identity of the findings of `check`."""
    report = json.loads(guard("check", *words, "--format", "json").stdout)
    return {(f["rule"], f["address"], f["identity"]) for f in report["findings"]}


def test_the_index_stands_for_the_other_repositories(tmp_path: Path) -> None:
    index = tmp_path / "index.json"
    assert guard("estate", "export", ESTATE, "--output", index).returncode == 0
    whole = verdicts(ESTATE, "--select", "NET-006")
    alone = verdicts(ESTATE / CONSUMER, "--select", "NET-006", "--estate", index)
    assert whole
    assert alone == whole
    assert verdicts(ESTATE / CONSUMER, "--select", "NET-006") == set()


def test_every_stack_alone_comes_to_the_verdicts_of_the_estate(tmp_path: Path) -> None:
    estate = ROOT / "fixtures" / "violations"
    index = tmp_path / "index.json"
    assert guard("estate", "export", estate, "--output", index).returncode == 0
    whole = json.loads(guard("check", estate, "--format", "json").stdout)
    stacks = whole["coverage"]["stacks"]
    assert len({stack["name"].partition("/")[0] for stack in stacks}) >= 3
    for stack in stacks:
        report = json.loads(guard("check", estate / stack["path"], "--format", "json", "--estate", index).stdout)
        for kind in ("findings", "undecided"):
            expected = {(f["rule"], f["identity"], f["message"]) for f in whole[kind] if f["stack"] == stack["name"]}
            assert {(f["rule"], f["identity"], f["message"]) for f in report[kind]} == expected, stack["name"]


def test_known_outputs_are_in_the_index_and_secrets_are_not(tmp_path: Path) -> None:
    for name, text in (("app-datahub-prod-databricks-aws-infra", INFRASTRUCTURE), ("datamesh-manager-prod", READER)):
        (tmp_path / "estate" / name).mkdir(parents=True)
        (tmp_path / "estate" / name / "main.tf").write_text(text, encoding="utf-8")
    index = tmp_path / "index.json"
    guard("estate", "export", tmp_path / "estate", "--output", index)
    text = index.read_text(encoding="utf-8")
    assert "hunter2" not in text
    outputs = next(s for s in json.loads(text)["stacks"] if s["outputs"])["outputs"]
    assert outputs["bucket_name"]["value"] == "app-datahub-nonprod-s3-digital"
    assert outputs["token"] == {**outputs["token"], "sensitive": True, "value": None}
    reader = tmp_path / "estate" / "datamesh-manager-prod"
    assert {rule for rule, _, _ in verdicts(reader, "--select", "NAME-002", "--estate", index)} == {"NAME-002"}
    assert verdicts(reader, "--select", "NAME-002") == set()


def test_a_file_that_is_no_index(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('resource "terraform_data" "x" {}\n', encoding="utf-8")
    wrong = tmp_path / "index.json"
    for content, said in (("{}", "no estate index"), ("[", "no estate index"), ('{"format": "x"}', "no estate index")):
        wrong.write_text(content, encoding="utf-8")
        done = guard("check", tmp_path, "--estate", wrong)
        assert done.returncode == 2
        assert said in done.stderr
