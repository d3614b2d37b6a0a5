"""Configurations that a real Terraform has planned: nothing in them may look wrong to the linter."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from datahub_guard.model.schema import BlockSchema
from datahub_guard.sources.hcl.syntax import Block, SourceFile
from datahub_guard.sources.schemas.lint import lint
from datahub_guard.sources.schemas.store import SchemaStore

STORE = SchemaStore.load()


def linted(folder: Path) -> Iterator[tuple[str, Block, BlockSchema | None]]:
    """The file's name, the block and its schema, for every resource and data source in a folder."""
    for path in sorted(folder.rglob("*.tf")):
        blocks, _, faults = SourceFile(path.name, path.read_text("utf-8")).index()
        assert not faults
        for block in blocks:
            if block.type == "resource":
                yield path.name, block, STORE.resource(block.labels[0])
            elif block.type == "data":
                yield path.name, block, STORE.data(block.labels[0])


def test_databricks_and_aws_together(corpora: Path) -> None:
    folder = corpora / "plan" / "databricks-real"
    if not folder.is_dir():
        pytest.skip("no real Databricks plans in the corpora")
    count, types, wrong = 0, set(), []
    for name, block, schema in linted(folder):
        assert schema is not None, block.labels
        count += 1
        types.add(block.labels[0])
        wrong += [(name, fault) for fault in lint(schema, block, block.labels[0], block.type)]
    assert wrong == []
    assert count > 200
    assert len(types) > 60
