"""State files: what they say, what is refused, and what becomes of their outputs."""

from __future__ import annotations

import json
import random
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from datahub_guard.model.state import State
from datahub_guard.model.values import ListValue, MapValue, Sensitive, SetValue, Unknown
from datahub_guard.sources.hcl.files import Files
from datahub_guard.sources.load import load_estate
from datahub_guard.sources.state import StateFault, outputs_of, read_state
from tests.places import CORPORA

STATES = [*CORPORA.rglob("*.tfstate"), *(CORPORA / "plan" / "databricks-real").glob("*/state.json")]


def state(**parts: Any) -> dict[str, Any]:
    return {
        "version": 4,
        "terraform_version": "1.11.4",
        "serial": 3,
        "lineage": "l",
        "outputs": {},
        "resources": [],
        **parts,
    }


def read(folder: Path, document: Any) -> State:
    text = document if isinstance(document, (str, bytes)) else json.dumps(document)
    path = folder / "terraform.tfstate"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_state(str(path), Files(str(folder)))


def test_outputs_have_types_and_marks(tmp_path: Path) -> None:
    outputs = {
        "ids": {"value": ["b", "a", "b"], "type": ["set", "string"]},
        "ports": {"value": [1, 2.5], "type": ["list", "number"]},
        "keys": {"value": {"a": "1"}, "type": ["map", "string"]},
        "pair": {"value": ["a", True], "type": ["tuple", ["string", "bool"]]},
        "thing": {"value": {"n": 1}, "type": ["object", {"n": "number"}]},
        "token": {"value": "secret", "type": "string", "sensitive": True},
        "nothing": {"value": None, "type": "dynamic"},
    }
    found = read(tmp_path, state(outputs=outputs)).outputs
    ids, ports, keys = found["ids"].value, found["ports"].value, found["keys"].value
    assert isinstance(ids, SetValue) and list(ids) == ["a", "b"]
    assert isinstance(ports, ListValue) and list(ports) == [1, Fraction(5, 2)]
    assert isinstance(keys, MapValue) and found["pair"].value == ["a", True] and found["thing"].value == {"n": 1}
    token = found["token"]
    assert isinstance(token.value, Sensitive) and token.value.value == "secret" and token.sensitive
    assert found["nothing"].value is None


def test_instances_and_what_a_destroy_would_hit(tmp_path: Path) -> None:
    def resource(instances: list[Any], **parts: Any) -> dict[str, Any]:
        own = {"mode": "managed", "type": "aws_s3_bucket", "name": "b", "provider": 'provider["x/hashicorp/aws"]'}
        return {**own, "instances": instances, **parts}

    secret = [[{"type": "get_attr", "value": "tags"}, {"type": "index", "value": {"value": "t", "type": "string"}}]]
    one = {
        "index_key": 'a"b',
        "attributes": {"id": "x", "tags": {"t": "secret", "u": "v"}},
        "sensitive_attributes": secret,
    }
    old = {"index_key": 'a"b', "attributes": {"id": "y"}, "deposed": "0a1b2c3d", "status": "tainted"}
    found = read(
        tmp_path,
        state(
            resources=[
                resource([one, old], module='module.m["k"]'),
                resource([{"attributes": {"id": "d"}, "dependencies": ["aws_s3_bucket.b"]}], mode="data"),
            ]
        ),
    )
    first, deposed, data = found.instances
    assert first.address == deposed.address == 'module.m["k"].aws_s3_bucket.b["a\\"b"]'
    assert (first.id, first.deposed, first.tainted, first.key) == ("x", "", False, 'a"b')
    assert first.attributes["tags"] == {"t": None, "u": "v"}, "a secret does not get in"
    assert (deposed.deposed, deposed.tainted) == ("0a1b2c3d", True)
    assert data.address == "data.aws_s3_bucket.b" and data.dependencies == ("aws_s3_bucket.b",)
    assert found.destroyed() == [first, deposed]
    assert (found.serial, found.lineage, found.terraform_version) == (3, "l", "1.11.4")


@pytest.mark.parametrize(
    ("document", "message", "remedy"),
    [
        ("{", "no valid JSON", "terraform state pull"),
        ("", "no valid JSON", "terraform state pull"),
        (b"\xff\xfe\x00", "no valid JSON", "terraform state pull"),
        ("[]", "no state", "terraform state pull"),
        ({"a": 1}, "no state", "terraform state pull"),
        ({"version": 3, "serial": 1, "modules": []}, "format 3", "0.12"),
        ({"version": 5, "serial": 1}, "format 5", "newer"),
        ({"format_version": "1.2", "planned_values": {}}, "is a plan", "--plan STACK=FILE"),
        ({"format_version": "1.0", "values": {}}, "terraform show -json", "terraform state pull"),
        (state(outputs=[1]), "damaged", "terraform state pull"),
        (state(outputs={"a": {}}), "damaged", "terraform state pull"),
        (state(outputs={"a": {"value": "x", "type": "number"}}), "damaged", "terraform state pull"),
        (state(outputs={"a": {"value": "x", "type": "nonsense"}}), "damaged", "terraform state pull"),
        (state(resources=[1]), "damaged", "terraform state pull"),
        (state(resources=[{"instances": [{}]}]), "damaged", "terraform state pull"),
        (state(resources="xx"), "damaged", "terraform state pull"),
        ('{"version": 4, "serial": NaN}', "NaN", "terraform state pull"),
        ("[" * 100_000, "nested too deeply", ""),
    ],
)  # fmt: skip
def test_what_is_refused_says_why_and_what_to_do(tmp_path: Path, document: Any, message: str, remedy: str) -> None:
    with pytest.raises(StateFault) as caught:
        read(tmp_path, document)
    assert message in caught.value.message and remedy in caught.value.remedy
    assert "terraform.tfstate" in caught.value.message
    assert outputs_of(str(tmp_path / "terraform.tfstate"), Files(str(tmp_path))) is None


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StateFault, match="cannot be read"):
        read_state(str(tmp_path / "absent"), Files(str(tmp_path)))


@pytest.mark.corpora
def test_real_states(corpora: Path) -> None:
    """Every address of the prior state of the real plans is one that the plan knows too."""
    assert len(STATES) > 50
    for path in STATES:
        read_state(str(path), Files(str(corpora)))
    for path in (corpora / "plan" / "databricks-real").glob("*/state.json"):
        entries = json.loads((path.parent / "plan.json").read_bytes())["resource_changes"]
        planned = {entry.get("previous_address", entry["address"]) for entry in entries}
        managed = {instance.address for instance in read_state(str(path), Files(str(corpora))).destroyed()}
        assert managed <= planned or "targeted" in path.parent.name, path.parent.name


@pytest.mark.corpora
@pytest.mark.parametrize("seed", range(4))
def test_nothing_crashes(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # a reproducible choice, nothing secret
    source = chance.choice([path for path in STATES if path.name == "state.json"])
    text = source.read_text("utf-8")
    for _ in range(100):
        document = json.loads(text)
        part: Any = document
        while isinstance(part, (dict, list)) and part:
            key: Any = chance.choice(list(part) if isinstance(part, dict) else range(len(part)))
            if not isinstance(part[key], (dict, list)) or not part[key] or chance.random() < 0.2:
                part[key] = chance.choice([None, True, 7, "x", [], {}, [[]], {"value": 1}])
                break
            part = part[key]
        try:
            read(tmp_path, document)
        except StateFault:
            continue


READER = """
data "terraform_remote_state" "up" {
  backend = "s3"
  config  = { bucket = "states", key = "up" }
}

resource "aws_ssm_parameter" "p" {
  name  = "n"
  type  = "String"
  value = data.terraform_remote_state.up.outputs.arn
}
"""

OWNER = """
terraform {
  backend "s3" {
    bucket = "states"
    key    = "up"
  }
}

resource "aws_kms_key" "k" {}

output "arn" {
  value = aws_kms_key.k.arn
}
"""


def estate(folder: Path, **options: Any) -> Any:
    for name, text in (("owner", OWNER), ("reader", READER)):
        (folder / name).mkdir(exist_ok=True)
        (folder / name / "main.tf").write_text(text, encoding="utf-8")
    none: Any = None
    return load_estate([str(folder)], none, root=str(folder), **options)


def test_a_named_state_says_what_the_hcl_does_not_know(tmp_path: Path) -> None:
    file = tmp_path / "up.json"
    file.write_text(
        json.dumps(state(outputs={"arn": {"value": "arn:from-state", "type": "string", "sensitive": True}}))
    )
    without = estate(tmp_path)
    assert isinstance(
        next(s for s in without.stacks if s.path == "reader").at("aws_ssm_parameter.p").top("value"), Unknown
    )
    found = estate(tmp_path, states={"owner": str(file)})
    parameter = next(s for s in found.stacks if s.path == "reader").at("aws_ssm_parameter.p")
    assert parameter.get("value") == "arn:from-state"
    assert isinstance(parameter.attributes.read("value"), Sensitive)
    owner = next(s for s in found.stacks if s.path == "owner")
    assert owner.state_file == "up.json" and owner.state is not None and owner.state.serial == 3


def test_the_state_of_a_local_backend_lies_in_the_folder(tmp_path: Path) -> None:
    estate(tmp_path)
    path = tmp_path / "owner" / "terraform.tfstate"
    path.write_text(json.dumps(state()))
    assert next(s for s in estate(tmp_path).stacks if s.path == "owner").state is None, "its backend is another"
    (tmp_path / "reader" / "terraform.tfstate").write_text(json.dumps(state()))
    assert next(s for s in estate(tmp_path).stacks if s.path == "reader").state_file == "reader/terraform.tfstate"


def test_a_corrupt_state_is_a_problem_and_the_rest_is_read(tmp_path: Path) -> None:
    estate(tmp_path)
    (tmp_path / "reader" / "terraform.tfstate").write_text("{")
    reader = next(s for s in estate(tmp_path).stacks if s.path == "reader")
    assert [p.kind for p in reader.problems] == ["state-unreadable"]
    assert reader.at("aws_ssm_parameter.p") is not None
