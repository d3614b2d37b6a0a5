"""Terraform, given schemas without a plugin, holds a configuration to them."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from datahub_guard.sources.schemas.store import SchemaStore

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
