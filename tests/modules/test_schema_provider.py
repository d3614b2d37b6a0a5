"""Terraform, given schemas without a plugin, holds a configuration to them."""

from __future__ import annotations

import json
import shutil
import stat
import struct
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies

from datahub_guard.sources.schemas.store import SchemaStore
from tools import cty_msgpack

CONFIGURATION = """
terraform {
  required_providers {
    databricks = {
      source = "databricks/databricks"
    }
  }
}

resource "databricks_schema" "this" {
  name   = "gold"
  colour = "red"
}

resource "databricks_grants" "this" {
  schema = "digital_lab.gold"
}
"""


@pytest.fixture
def environment(terraform_environment: dict[str, str], databricks_plugin: str) -> dict[str, str]:
    return {**terraform_environment, "TF_REATTACH_PROVIDERS": databricks_plugin}


def run(folder: Path, environment: dict[str, str], *arguments: str) -> str:
    return subprocess.run(
        ["terraform", *arguments], cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    ).stdout


def test_what_the_schema_does_not_allow_is_refused(tmp_path: Path, environment: dict[str, str]) -> None:
    (tmp_path / "main.tf").write_text(CONFIGURATION, "utf-8")
    run(tmp_path, environment, "init", "-input=false")
    diagnostics = json.loads(run(tmp_path, environment, "validate", "-json"))["diagnostics"]
    assert sorted(diagnostic["detail"] for diagnostic in diagnostics) == [
        'An argument named "colour" is not expected here.',
        'At least 1 "grant" blocks are required.',
        'The argument "catalog_name" is required, but no definition was found.',
    ]


def test_terraform_reads_every_schema_as_it_ships(tmp_path: Path, environment: dict[str, str]) -> None:
    (tmp_path / "main.tf").write_text(CONFIGURATION, "utf-8")
    run(tmp_path, environment, "init", "-input=false")
    read = json.loads(run(tmp_path, environment, "providers", "schema", "-json"))["provider_schemas"]
    schemas = read["registry.terraform.io/databricks/databricks"]
    store = SchemaStore.load()
    assert schemas["resource_schemas"].keys() == set(store.names("resource", "databricks"))
    assert schemas["data_source_schemas"].keys() == set(store.names("data", "databricks"))
    for name, schema in schemas["resource_schemas"].items():
        shipped = store.resource(name)
        assert shipped is not None
        assert {
            argument: "".join(flag[0] for flag in ("required", "optional", "computed", "sensitive") if given.get(flag))
            for argument, given in schema["block"].get("attributes", {}).items()
        } == {
            argument: given.flags().replace("d", "").replace("w", "") for argument, given in shipped.attributes.items()
        }
        assert schema["block"].get("block_types", {}).keys() == shipped.blocks.keys()


# What the real provider shows and a schema cannot tell: values that it fills in where nothing is configured.
DEFAULTS = {
    "active",
    "allow_cluster_create",
    "allow_instance_pool_create",
    "databricks_sql_access",
    "delta_sharing_recipient_token_lifetime_in_seconds",
    "is_no_public_ip_enabled",
    "workspace_access",
    "workspace_consume",
}
# Blocks that the provider may fill in, and sets of unknowns: the SDK calls them unknown as a whole.
UNKNOWN_AS_A_WHOLE = {
    "allowed_vpc_endpoint_ids",
    "databricks_gcp_service_account",
    "error_messages",
    "provider_config",
    "vpc_endpoints",
}


@pytest.mark.corpora
def test_a_plan_is_the_real_providers_but_for_its_defaults(
    tmp_path: Path, environment: dict[str, str], corpora: Path
) -> None:
    stack = tmp_path / "stack"
    shutil.copytree(corpora / "plan" / "databricks-real" / "l2-account-prod-create", stack)
    for path in (stack, *stack.rglob("*")):
        path.chmod(path.stat().st_mode | stat.S_IWUSR)
    (stack / ".terraform.lock.hcl").unlink()
    run(stack, environment, "init", "-input=false")
    run(stack, environment, "plan", "-input=false", "-out=planned")
    ours = changes(json.loads(run(stack, environment, "show", "-json", "planned")))
    real = changes(json.loads((stack / "plan.json").read_text("utf-8")))
    assert ours.keys() == real.keys()
    different = {
        argument
        for address, change in real.items()
        for part in ("after", "after_unknown")
        for argument in change[part].keys() | ours[address][part].keys()
        if change[part].get(argument) != ours[address][part].get(argument)
    }
    assert different <= DEFAULTS | UNKNOWN_AS_A_WHOLE
    assert {tuple(change["actions"]) for change in ours.values()} == {("create",)}


def changes(plan: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {resource["address"]: resource["change"] for resource in plan["resource_changes"]}


VALUES = strategies.recursive(
    strategies.none()
    | strategies.booleans()
    | strategies.integers(-(1 << 63), (1 << 64) - 1)
    | strategies.floats(allow_nan=False)
    | strategies.text()
    | strategies.binary(),
    lambda inner: strategies.lists(inner) | strategies.dictionaries(strategies.text(), inner),
)


@given(VALUES)
def test_values_come_back_as_they_were(value: object) -> None:
    assert cty_msgpack.decode(cty_msgpack.encode(value)) == value


@pytest.mark.parametrize(
    ("encoded", "value"),
    [
        (b"\x7f", 127),
        (b"\xe0", -32),
        (b"\xcd\x01\x00", 256),
        (b"\xd1\xff\x00", -256),
        (b"\xca" + struct.pack(">f", 0.5), 0.5),
        (b"\xa3abc", "abc"),
        (b"\xd9\x03abc", "abc"),
        (b"\xda\x00\x03abc", "abc"),
        (b"\xc4\x01a", b"a"),
        (b"\x92\x01\xc3", [1, True]),
        (b"\xdc\x00\x01\xc0", [None]),
        (b"\x81\xa1k\xc2", {"k": False}),
        (b"\xde\x00\x01\xa1k\x00", {"k": 0}),
    ],
)
def test_short_forms_are_read(encoded: bytes, value: object) -> None:
    """As the specification has them; Terraform writes the shortest form of each value."""
    assert cty_msgpack.decode(encoded) == value


@pytest.mark.parametrize("encoded", [b"\xd4\x00\x00", b"\xc7\x03\x0c\x81\x01\xc2", b"\xd8\x01" + bytes(16)])
def test_an_unknown_stays_what_it_is(encoded: bytes) -> None:
    assert cty_msgpack.encode(cty_msgpack.decode(encoded)) == encoded


@pytest.mark.parametrize("encoded", [b"\xc1", b"\xc0\xc0"])
def test_what_is_no_value_is_refused(encoded: bytes) -> None:
    with pytest.raises(ValueError):
        cty_msgpack.decode(encoded)
