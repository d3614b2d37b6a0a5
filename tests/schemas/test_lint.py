"""What the linter says of bodies, and whether Terraform says the same."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from datahub_guard.model.schema import BlockSchema
from datahub_guard.sources.schemas.lint import lint, unknown_reference
from datahub_guard.sources.schemas.store import SchemaStore
from tests.schemas.bodies import Block, minimal, nested_block, sample

STORE = SchemaStore.load()


def resource(name: str) -> BlockSchema:
    schema = STORE.resource(name)
    assert schema is not None
    return schema


def kinds(name: str, body: Block) -> list[tuple[str, str]]:
    return sorted((fault.kind, fault.name) for fault in lint(resource(name), body, name))


def test_a_right_body_has_no_fault() -> None:
    body = Block(
        {"load_balancer_arn": "x", "ssl_policy": "y", "count": 1, "provider": "aws.other", "depends_on": []},
        [
            Block({"type": "forward"}, type="default_action"),
            Block({"create": "1m"}, type="timeouts"),
            Block({}, type="lifecycle"),
            Block({}, type="provisioner", labels=("local-exec",)),
            Block({}, type="connection"),
        ],
    )
    assert lint(resource("aws_lb_listener"), body, "aws_lb_listener") == []


def test_a_misspelt_argument_is_named_with_the_nearest() -> None:
    body = Block({"load_balancer_arn": "x", "ssl_polcy": "y"}, [Block({"type": "forward"}, type="default_action")])
    (fault,) = lint(resource("aws_lb_listener"), body, "aws_lb_listener")
    assert fault.kind == "unknown argument"
    assert fault.name == "ssl_polcy"
    assert fault.node == "y"
    assert "nearest: ssl_policy" in fault.message


def test_a_fault_deep_inside_has_its_path() -> None:
    inner = Block({"sse_algorithm": "aws:kms", "kms_key_id": "k"}, type="apply_server_side_encryption_by_default")
    body = Block({"bucket": "b"}, [Block({}, [inner], type="rule")])
    name = "aws_s3_bucket_server_side_encryption_configuration"
    (fault,) = lint(resource(name), body, name)
    assert fault.path == (name, "rule", "apply_server_side_encryption_by_default")
    assert fault.node == "k"
    assert "kms_master_key_id" in fault.message


def test_blocks_and_arguments_mixed_up() -> None:
    body = Block({"bucket": "b", "versioning": {}}, [Block({"a": 1}, type="tags")])
    assert kinds("aws_s3_bucket", body) == [("argument as block", "tags"), ("block as argument", "versioning")]
    assert kinds("aws_s3_bucket", Block({"arn": "x"})) == [("not configurable", "arn")]
    assert kinds("aws_s3_bucket", Block({}, [Block(type="versionning")])) == [("unknown block", "versionning")]


def test_what_is_missing() -> None:
    assert kinds("aws_lb_listener", Block()) == [
        ("missing argument", "load_balancer_arn"),
        ("missing block", "default_action"),
    ]
    two = [Block({"status": "Enabled"}, type="versioning_configuration") for _ in range(2)]
    assert kinds("aws_s3_bucket_versioning", Block({"bucket": "b"}, two)) == [
        ("too many blocks", "versioning_configuration")
    ]
    assert lint(resource("aws_s3_bucket_versioning"), Block({"bucket": "b"}, two), "x")[0].node is two[1]


def test_dynamic_blocks() -> None:
    content = Block({"type": "forward", "targetgroup_arn": "x"}, type="content")
    dynamic = Block({"for_each": [], "iterator": "it"}, [content], type="dynamic", labels=("default_action",))
    body = Block({"load_balancer_arn": "x"}, [dynamic])
    assert kinds("aws_lb_listener", body) == [("unknown argument", "targetgroup_arn")]
    wrong = Block({"for_each": []}, [Block(type="content")], type="dynamic", labels=("default_actoin",))
    assert kinds("aws_lb_listener", Block({"load_balancer_arn": "x"}, [wrong])) == [
        ("missing block", "default_action"),
        ("unknown block", "default_actoin"),
    ]


def test_attributes_as_blocks() -> None:
    rule = Block({"from_port": 1, "to_port": 1, "protocol": "tcp"}, type="ingress")
    assert kinds("aws_security_group", Block({}, [rule, rule])) == []
    rule = Block({"from_port": 1, "cidr_block": "x"}, type="ingress")
    dynamic = Block({"for_each": []}, [Block({"porto": 1}, type="content")], type="dynamic", labels=("egress",))
    assert kinds("aws_security_group", Block({}, [rule, dynamic])) == [
        ("unknown argument", "cidr_block"),
        ("unknown argument", "porto"),
    ]
    assert kinds("aws_security_group", Block({"ingress": []})) == []


def test_meta_arguments_belong_to_their_kind() -> None:
    schema = STORE.data("aws_vpc")
    assert schema is not None
    assert lint(schema, Block({"for_each": {}}, [Block(type="lifecycle")]), "x", "data") == []
    (fault,) = lint(schema, Block({}, [Block(type="provisioner")]), "x", "data")
    assert fault.kind == "unknown block"
    provider = STORE.provider("aws")
    assert provider is not None
    body = Block({"alias": "x", "region": "y", "count": 1}, [Block({"role_arn": "x"}, type="assume_role")])
    assert [fault.name for fault in lint(provider, body, "aws", "provider")] == ["count"]
    inside = Block({"bucket": "b", "count": 1}, type="access_logs")
    assert kinds("aws_lb", Block({}, [inside])) == [("unknown argument", "count")]


def test_references() -> None:
    balancer = resource("aws_lb")
    assert unknown_reference(balancer, ("arn",), "aws_lb.x") is None
    assert unknown_reference(balancer, ("access_logs", 0, "bucket"), "aws_lb.x") is None
    assert unknown_reference(balancer, ("tags", "Name"), "aws_lb.x") is None
    assert unknown_reference(balancer, (), "aws_lb.x") is None
    message = unknown_reference(balancer, ("dns_nam",), "aws_lb.x")
    assert message is not None
    assert message.startswith("aws_lb.x has no attribute or block dns_nam")
    assert "dns_name" in message
    message = unknown_reference(balancer, ("access_logs", 0, "buckte"), "aws_lb.x")
    assert message is not None
    assert message.startswith("aws_lb.x.access_logs has no")
    assert "bucket" in message
    assert unknown_reference(balancer, ("arn", "x"), "aws_lb.x") == "aws_lb.x.arn is no object and has no attribute x"
    outputs = STORE.data("terraform_remote_state")
    assert outputs is not None
    assert unknown_reference(outputs, ("outputs", "vpc", "id"), "data.terraform_remote_state.x") is None


# -- against Terraform ------------------------------------------------------------------------------------------------

SUMMARIES = {
    "Unsupported argument": {"unknown argument", "block as argument"},
    "Unsupported block type": {"unknown block", "argument as block"},
    "Missing required argument": {"missing argument"},
    "Value for unconfigurable attribute": {"not configurable"},
    "Invalid Configuration for Read-Only Attribute": {"not configurable"},
}


def kinds_of(summary: str, detail: str) -> set[str]:
    """The faults that Terraform means by an error; empty: it is about something else.

    A provider that wants one of several arguments uses the same summary as Terraform for a required one.
    """
    if summary == "Missing required argument" and "no definition was found" not in detail:
        return set()
    if summary.startswith("Insufficient ") or (summary.startswith("Missing ") and summary.endswith(" block")):
        return {"missing block"}
    if summary.startswith(("Too many ", "Duplicate ")):
        return {"too many blocks"}
    return SUMMARIES.get(summary, set())


def _add_unknown_argument(schema: BlockSchema, body: Block) -> bool:
    body.attributes["no_such_thing"] = 1
    return True


def _add_unknown_block(schema: BlockSchema, body: Block) -> bool:
    body.blocks.append(Block(type="no_such_block"))
    return True


def _drop_argument(schema: BlockSchema, body: Block) -> bool:
    names = sorted(schema.required & body.attributes.keys())
    return bool(names) and body.attributes.pop(names[0]) is not None


def _drop_block(schema: BlockSchema, body: Block) -> bool:
    return bool(body.blocks) and body.blocks.pop(0) is not None


def _add_blocks(schema: BlockSchema, body: Block) -> bool:
    for name, nested in sorted(schema.blocks.items()):
        if nested.max_items == 1:
            body.blocks = [block for block in body.blocks if block.type != name]
            body.blocks += [nested_block(name, nested), nested_block(name, nested)]
            return True
    return False


def _set_computed(schema: BlockSchema, body: Block) -> bool:
    for name, attribute in sorted(schema.attributes.items()):
        if not attribute.configurable:
            body.attributes[name] = sample(attribute.type)
            return True
    return False


def _block_as_argument(schema: BlockSchema, body: Block) -> bool:
    for name, nested in sorted(schema.blocks.items()):
        if not nested.min_items:
            body.attributes[name] = {}
            return True
    return False


def _argument_as_block(schema: BlockSchema, body: Block) -> bool:
    for name, attribute in sorted(schema.attributes.items()):
        if not attribute.required and not schema.accepts_block(name):
            body.blocks.append(Block(type=name))
            return True
    return False


def _nothing(schema: BlockSchema, body: Block) -> bool:
    return True


CHANGES: list[Callable[[BlockSchema, Block], bool]] = [
    _nothing,
    _add_unknown_argument,
    _add_unknown_block,
    _drop_argument,
    _drop_block,
    _add_blocks,
    _set_computed,
    _block_as_argument,
    _argument_as_block,
]


@pytest.mark.terraform
def test_terraform_finds_the_same(terraform_environment: dict[str, str], tmp_path: Path) -> None:
    """Bodies of 150 resource types, each wrong in one way or not at all."""
    names = STORE.names("resource", "aws")[::10]
    bodies: dict[str, Block] = {}
    types: dict[str, str] = {}
    for number, name in enumerate(names):
        schema, body = resource(name), minimal(resource(name))
        if CHANGES[number % len(CHANGES)](schema, body):
            label = f"n{number}"
            body.type, body.labels = "resource", (name, label)
            bodies[label], types[label] = body, name
    version = STORE.version("aws")
    text = (
        f'terraform {{\nrequired_providers {{\naws = {{\nsource = "hashicorp/aws"\nversion = "{version}"\n}}\n}}\n}}\n'
    )
    (tmp_path / "main.tf").write_text(text + "\n".join(body.hcl() for body in bodies.values()))
    said = _validate(terraform_environment, tmp_path)
    differing = []
    for label, body in bodies.items():
        ours = {fault.kind for fault in lint(resource(types[label]), body, label)}
        theirs = said.get(f"{types[label]}.{label}", [])
        # Only what both could say: Terraform's answer names one of several kinds
        agreed = all(any(kind in ours for kind in meant) for meant in theirs)
        if not agreed or bool(ours) != bool(theirs):
            differing.append((types[label], ours, theirs))
    assert len(bodies) > 100
    assert differing == []


def _validate(environment: dict[str, str], folder: Path) -> dict[str, list[set[str]]]:
    """For each address, the faults that `terraform validate` reports, without those about values."""
    subprocess.run(["terraform", "init"], check=True, cwd=folder, env=environment, capture_output=True)
    run = subprocess.run(
        ["terraform", "validate", "-json"], check=False, cwd=folder, env=environment, capture_output=True, text=True
    )
    said: dict[str, list[set[str]]] = {}
    headers = {}
    for number, line in enumerate((folder / "main.tf").read_text().split("\n"), 1):
        words = line.split('"')
        if words[0] == "resource ":
            headers[number] = f"{words[1]}.{words[3]}"
    for diagnostic in json.loads(run.stdout)["diagnostics"]:
        meant = kinds_of(diagnostic["summary"], diagnostic["detail"])
        if meant:
            line = diagnostic["range"]["start"]["line"]
            said.setdefault(headers[max(number for number in headers if number <= line)], []).append(meant)
    return said
