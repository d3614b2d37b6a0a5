"""Every block of the library against the providers' schemas, also where there is no Terraform."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hcl2
import pytest

from datahub_guard.model.schema import BlockSchema
from datahub_guard.sources.schemas.store import SchemaStore
from tests.modules.conftest import LIBRARY

META_ARGUMENTS = {"count", "depends_on", "for_each", "lifecycle", "provider"}
FILES = sorted(LIBRARY.rglob("*.tf"))


@pytest.fixture(scope="module")
def store() -> SchemaStore:
    return SchemaStore.load()


@pytest.mark.parametrize("path", FILES, ids=[str(path.relative_to(LIBRARY)) for path in FILES])
def test_blocks_are_what_the_schemas_declare(path: Path, store: SchemaStore) -> None:
    with path.open(encoding="utf-8") as file:
        content = hcl2.load(file)
    wrong = []
    for kind, load in (("resource", store.resource), ("data", store.data)):
        for block in content.get(kind, []):
            type_name, named = _labelled(block)
            name, body = _labelled(named)
            schema = load(type_name)
            assert schema is not None, f"no provider has {kind} {type_name}"
            arguments = {key: value for key, value in body.items() if key not in META_ARGUMENTS}
            wrong += [f"{type_name}.{name}: {problem}" for problem in problems(arguments, schema)]
    assert wrong == []


def test_problems_are_found(store: SchemaStore) -> None:
    schema = store.resource("databricks_volume")
    assert schema is not None
    arguments = {"name": "files", "schema_name": "x", "volume_path": "/", "colour": "red", "catalog_name": "y"}
    assert list(problems(arguments, schema)) == [
        "only the provider sets volume_path",
        "there is no colour",
        "volume_type is missing",
    ]
    grants = store.resource("databricks_grants")
    assert grants is not None
    assert list(problems({"schema": "x"}, grants)) == ["a block grant is missing"]


def problems(body: dict[str, Any], schema: BlockSchema) -> Iterator[str]:
    """What a body of arguments and blocks, as python-hcl2 gives it, has that the schema has not, or lacks."""
    body = {name: value for name, value in body.items() if not name.startswith("__")}
    written = set(body) - {"dynamic"}
    for name, value in body.items():
        if name in schema.blocks and isinstance(value, list):
            for block in value:
                yield from problems(block, schema.blocks[name].block)
        elif name in schema.attributes:
            if not schema.attributes[name].configurable:
                yield f"only the provider sets {name}"
        elif name in written:
            yield f"there is no {name}"
    for dynamic in body.get("dynamic", []):
        name, inner = _labelled(dynamic)
        written.add(name)
        if name not in schema.blocks:
            yield f"there is no block {name}"
            continue
        for content in inner["content"]:
            yield from problems(content, schema.blocks[name].block)
    yield from (f"{name} is missing" for name in sorted(schema.required - written))
    needed = {name for name, block in schema.blocks.items() if block.min_items}
    yield from (f"a block {name} is missing" for name in sorted(needed - written))


def _labelled(block: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The label of a block, which python-hcl2 leaves quoted, and what it holds."""
    ((label, content),) = ((key, value) for key, value in block.items() if key != "__is_block__")
    return label.strip('"'), content
